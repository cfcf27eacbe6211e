(() => {
  let from = "", asked = 0, held = false;
  // Shows a source in the side panel; `link` is what was followed to it.
  const show = (link, source) => {
    const panel = document.getElementById("panel"), button = document.createElement("button");
    source.removeAttribute("id");
    source.tabIndex = -1;
    button.className = "back";
    button.textContent = link.closest("#listing") ? "← Back to the list" : "← Back to the text";
    button.onclick = back;
    panel.replaceChildren(button, source);
    document.querySelectorAll("a.cite.open").forEach(a => a.classList.remove("open"));
    link.classList.add("open");
    source.focus({preventScroll: true});
    const mark = source.querySelector("mark"), side = document.getElementById("side");
    if (mark || source.offsetHeight < innerHeight) {
      (mark || source).scrollIntoView({block: "center"});
    } else {  // taller than the window: from its beginning
      side.scrollTop = 0;
      side.scrollIntoView({block: "nearest"});
    }
  };
  // A quoted source is in the page already; a whole article is fetched.
  const open = async link => {
    const href = from = link.getAttribute("href");
    const source = href.startsWith("#article-")
      ? await article(href.slice("#article-".length))
      : document.getElementById(href.slice(1))?.cloneNode(true);
    if (source && href === from) show(link, source);
  };
  const article = async id => {
    const shown = document.createElement("template");
    try {
      shown.innerHTML = await (await fetch(`article/${id}`)).text();
    } catch {
      shown.innerHTML = "<p>The article could not be loaded: is newscite still running?</p>";
    }
    return shown.content.firstElementChild;
  };
  const back = () => {
    const link = document.querySelector(`a.cite[href="${from}"]`);
    if (link) { link.scrollIntoView({block: "nearest"}); link.focus(); }
  };
  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest('a.cite[href^="#"]');
    if (link) { event.preventDefault(); event.stopPropagation(); open(link); }
  }, true);
  document.addEventListener("keydown", event => {
    const panel = document.getElementById("panel");
    if (event.key === "Escape" && panel && panel.contains(document.activeElement)) back();
  });
  // A new question goes to the top and stays, so that its answer is read from the beginning.
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#chat .asked");
    const last = questions[questions.length - 1];
    if (questions.length !== asked) {
      held = true;
      if (last) document.getElementById("chat").scrollIntoView({block: "nearest"});
    }
    asked = questions.length;
    const view = last && last.closest(".panel-wrap");
    if (view && held)
      view.scrollTop += last.getBoundingClientRect().top - view.getBoundingClientRect().top - 40;
  }).observe(document, {childList: true, subtree: true});
  for (const name of ["wheel", "touchmove", "keydown", "mousedown"])
    document.addEventListener(name, () => { held = false; }, {passive: true, capture: true});
})();
