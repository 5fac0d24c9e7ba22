// Boxes on a photo: left, top, width and height in fractions of the photo.
export function placeBox(element, [x, y, width, height]) {
  for (const [side, value] of Object.entries({ left: x, top: y, width, height })) {
    element.style.setProperty(side, `${(value * 100).toFixed(3)}%`);
  }
}

const between = (value, low, high) => Math.min(Math.max(value, low), high);

// The smallest side of a box that somebody can draw.
export const LEAST = 0.01;

export function movedBox([x, y, width, height], dx, dy) {
  return [between(x + dx, 0, 1 - width), between(y + dy, 0, 1 - height), width, height];
}

export function resizedBox([x, y, width, height], dx, dy) {
  return [x, y, between(width + dx, LEAST, 1 - x), between(height + dy, LEAST, 1 - y)];
}

// The box between two points of the photo.
export function boxBetween([x0, y0], [x1, y1]) {
  const [left, top] = [between(Math.min(x0, x1), 0, 1), between(Math.min(y0, y1), 0, 1)];
  return [left, top, between(Math.max(x0, x1), 0, 1) - left, between(Math.max(y0, y1), 0, 1) - top];
}
