// Before the first paint: applies the chosen colour scheme. Without a choice, that of the system holds.
try {
  const theme = localStorage.getItem('spanlink.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // storage may be refused
}
