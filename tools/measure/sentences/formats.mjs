// How figures are written.

export const whole = (value) => Math.round(value).toLocaleString('en-US');
export const two = (value) => value.toFixed(2);
export const one = (value) => value.toFixed(1);
export const seconds = (milliseconds) => one(milliseconds / 1000);
export const gigabytes = (megabytes) => two(megabytes / 1000);
export const tens = (value) => whole(Math.round(value / 10) * 10);
export const thousands = (value) => whole(Math.round(value / 1000) * 1000);
