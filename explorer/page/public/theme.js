// Before the first paint: the scheme that was chosen here before. Without a choice the system's holds.
try {
  const theme = localStorage.getItem('spanlink.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // storage may be refused
}
