// Loads the pictures of photos before they are needed. Only a few decoded pictures are kept: each takes up to 20 MB.
const Pictures = (() => {
  const KEPT = 8;
  const loaded = new Map();
  let photos = [];

  function load(index) {
    const known = loaded.get(index);
    loaded.delete(index);
    const ready = known ?? begin(index);
    loaded.set(index, ready); // the latest one is the last one
    for (const key of loaded.keys()) {
      if (loaded.size <= KEPT) break;
      loaded.delete(key);
    }
    return ready;
  }

  function begin(index) {
    const image = new Image();
    image.alt = [photos[index].caption, photos[index].details].filter(Boolean).join(": ");
    image.draggable = false;
    image.src = photos[index].src;
    const ready = image.decode().then(() => image);
    ready.catch(() => loaded.delete(index));
    return ready;
  }

  return {
    use(list) { photos = list; },
    load,
    // Resolves to an image of its own for each caller: an element can only be in one place.
    async take(index) {
      const image = await load(index);
      return image.isConnected ? image.cloneNode() : image;
    },
    get held() { return loaded.size; },
  };
})();
