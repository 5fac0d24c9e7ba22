// All photos on one page, by year; thumbnails are loaded near the window and released far from it.
const Overview = (() => {
  const overview = document.getElementById("overview");
  const sheet = document.getElementById("sheet");
  const FULL_YEAR = 8; // with fewer photos in a year, the years stand on the photos instead of above them
  let thumbs = [];
  let built = false;

  function build(photos, choose) {
    const watcher = new IntersectionObserver(react, { root: overview, rootMargin: "800px 0px" });
    const years = new Set(photos.map((photo) => photo.year)).size;
    const headed = years > 1 && photos.length / years >= FULL_YEAR;
    let year = null;
    let group = null;
    thumbs = photos.map((photo, index) => {
      if (photo.year !== year || !group) {
        if (headed) sheet.append(heading(photo.year));
        if (headed || !group) group = sheet.appendChild(document.createElement("div"));
        group.className = "year";
      }
      const thumb = button(photo, () => choose(index));
      if (!headed && years > 1 && photo.year !== year && photo.year) thumb.dataset.year = photo.year;
      year = photo.year;
      watcher.observe(thumb);
      group.append(thumb);
      return thumb;
    });
    built = true;
  }

  function heading(year) {
    const element = document.createElement("h3");
    element.textContent = year || "Undated";
    return element;
  }

  function button(photo, choose) {
    const thumb = document.createElement("button");
    thumb.className = "thumb";
    thumb.photo = photo;
    thumb.setAttribute("aria-label", [photo.caption, photo.names].filter(Boolean).join(": "));
    thumb.addEventListener("click", choose);
    return thumb;
  }

  function react(entries) {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) target.replaceChildren();
      else if (!target.firstChild) target.append(picture(target.photo));
    }
  }

  function picture(photo) {
    const image = new Image();
    image.alt = "";
    image.decoding = "async";
    image.addEventListener("load", () => {
      image.style.objectPosition = focus(photo.faces, image.naturalWidth, image.naturalHeight);
      image.classList.add("ready");
    });
    image.src = photo.src;
    return image;
  }

  // The object-position that brings the centre of the faces as close as possible to the centre of a square.
  function focus(faces, width, height) {
    const centre = (at, size) => faces.length
      ? (Math.min(...faces.map((face) => face[at])) + Math.max(...faces.map((face) => face[at] + face[size]))) / 2
      : at ? 0.4 : 0.5;
    const percent = (middle, ratio) => ratio <= 1 ? 50 : 100 * Math.min(1, Math.max(0, (middle * ratio - 0.5) / (ratio - 1)));
    return `${percent(centre(0, 2), width / height)}% ${percent(centre(1, 3), height / width)}%`;
  }

  return {
    get open() { return !overview.hidden; },
    show(photos, index, choose) {
      if (!built) build(photos, choose);
      overview.hidden = false;
      for (const thumb of thumbs) thumb.removeAttribute("aria-current");
      thumbs[index]?.setAttribute("aria-current", "true");
      thumbs[index]?.scrollIntoView({ block: "center" });
      thumbs[index]?.focus({ preventScroll: true });
    },
    hide() { overview.hidden = true; },
    // Moves the focus by a number of thumbnails across, or rows down.
    step(across, down) {
      const at = thumbs.indexOf(document.activeElement);
      if (at < 0) return;
      const columns = getComputedStyle(thumbs[at].parentElement).gridTemplateColumns.split(" ").length;
      thumbs[Math.min(thumbs.length - 1, Math.max(0, at + across + down * columns))].focus();
    },
  };
})();
