// A code drawn from its bits: "29:1fc…", side and rows as hexadecimal, 1 for dark.
export function draw(canvas, code) {
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!code) return;
  const [side, hex] = [Number(code.split(":")[0]), code.split(":")[1]];
  const step = Math.floor(canvas.width / (side + 8));
  const edge = Math.floor((canvas.width - step * side) / 2);
  context.fillStyle = "#000";
  for (let n = 0; n < side * side; n += 1) {
    const dark = (parseInt(hex[n >> 2], 16) >> (3 - (n & 3))) & 1;
    if (dark) context.fillRect(edge + (n % side) * step, edge + Math.floor(n / side) * step, step, step);
  }
}
