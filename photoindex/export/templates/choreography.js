// Decides how every photo moves and how frames follow each other, before any photo is loaded. Pure geometry.
const Choreography = (() => {
  // A frame with one photo of one face whose eyes are known.
  function portrait(frame) {
    const [cell] = frame.cells;
    const eyes = frame.cells.length === 1 && cell.faces.length === 1 ? cell.faces[0].slice(4) : [];
    return eyes.length === 4 && cell.placement ? { ...cell, eyes } : null;
  }

  function placed(photos, cell, alone) {
    const { faces, width, height } = photos[cell.index];
    const size = { width, height };
    if (!width || !height) return { ...cell, faces, size: null, placement: null };
    const { mode, from, to } = Placement.place(size, cell, faces);
    // Every other photo moves the other way, for variety.
    const turned = alone && cell.index % 2;
    return { ...cell, faces, size, placement: turned ? { mode, from: to, to: from } : { mode, from, to } };
  }

  // Two portraits in a row are faded into each other with their eyes in the same place. Other faces would show through
  // each other, so between them the screen is dark for a moment.
  function join(before, after, view) {
    const [one, other] = [portrait(before), portrait(after)];
    const met = one && other && Placement.meet(one, other, view);
    if (met) {
      const farther = (position) => Math.abs(Math.log(position.scale / met[1].scale));
      const { mode, from, to } = other.placement;
      before.cells[0].placement = { ...one.placement, to: met[0] };
      after.cells[0].placement = { mode, from: met[1], to: farther(from) > farther(to) ? from : to };
      after.change = "fade";
      before.rests = after.aligned = true;
    } else {
      const faced = (frame) => frame.cells.some((cell) => cell.faces.length);
      after.change = faced(before) && faced(after) ? "dip" : "fade";
    }
  }

  // The frames of a show: {cells, change, aligned, rests}, where a cell also has {faces, size, placement}, the latter two
  // null if the size of the photo is not known yet. `aligned` frames begin with the eyes of the frame before, which
  // `rests` in that position.
  function plan(photos, view) {
    const frames = Frames.arrange(photos, view).map((cells) => (
      { change: "fade", aligned: false, rests: false, cells: cells.map((cell) => placed(photos, cell, cells.length === 1)) }
    ));
    frames.forEach((frame, at) => at && join(frames[at - 1], frame, view));
    return frames;
  }

  return { plan };
})();
