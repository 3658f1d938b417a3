// What a page gains with JavaScript. Nothing here is needed to use the service.

// The address comes from the page, so that it stays right when static files carry a checksum in their name.
const frontend = document.getElementById("govuk-frontend");
if (frontend) {
  import(frontend.href).then(({ initAll }) => initAll());
}

// Drafts: <form data-draft-url="…"> is sent as it is written; the answer says when it was saved.
const DRAFT_PAUSE = 1500;

function draftOf(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value instanceof File || name === "password") data.delete(name);
  }
  return data;
}

function watchDraft(form) {
  const message =
    form.querySelector("[data-draft-message]") || document.querySelector("[data-draft-message]");
  const token = form.querySelector("input[name=csrfmiddlewaretoken]");
  let timer = null;
  let submitted = false;
  let running = Promise.resolve();

  const tell = (text) => {
    if (message) message.textContent = text;
  };

  const send = async () => {
    if (submitted) return;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: draftOf(form),
        headers: { "X-CSRFToken": token ? token.value : "", Accept: "application/json" },
        credentials: "same-origin",
        keepalive: true,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
      tell(`Draft saved at ${time}. Only you can see it until you submit it.`);
    } catch {
      tell("Your draft could not be saved just now. We will try again when you write more.");
    }
  };

  const soon = () => {
    clearTimeout(timer);
    tell("Saving your draft…");
    timer = setTimeout(() => {
      timer = null;
      running = running.then(send);
    }, DRAFT_PAUSE);
  };

  form.addEventListener("input", soon);
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(timer);
  });
  window.addEventListener("pagehide", () => {
    if (timer !== null && !submitted) send();
  });
}

document.querySelectorAll("form[data-draft-url]").forEach(watchDraft);

// "Select all": a checkbox that ticks those named in data-select-all, within the same form.
function watchSelectAll(all) {
  const form = all.closest("form");
  const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`)];
  const count = form.querySelector("[data-selected-count]");

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (count) count.textContent = ticked === 1 ? "1 selected" : `${ticked} selected`;
  };

  all.addEventListener("change", () => {
    boxes.forEach((box) => {
      box.checked = all.checked;
    });
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
}

document.querySelectorAll("input[data-select-all]").forEach((all) => {
  const holder = all.closest("[data-select-all-holder]");
  if (holder) holder.hidden = false;
  watchSelectAll(all);
});

// Trees: one button opens or closes every branch.
document.querySelectorAll("button[data-tree-toggle]").forEach((button) => {
  const tree = document.getElementById(button.dataset.treeToggle);
  if (!tree) return;
  const branches = [...tree.querySelectorAll("details")];
  const show = () => {
    const open = branches.every((branch) => branch.open);
    button.textContent = open ? "Close all branches" : "Open all branches";
    button.setAttribute("aria-expanded", String(open));
  };
  button.hidden = branches.length === 0;
  button.addEventListener("click", () => {
    const open = !branches.every((branch) => branch.open);
    branches.forEach((branch) => {
      branch.open = open;
    });
    show();
  });
  branches.forEach((branch) => branch.addEventListener("toggle", show));
  show();
});

// Printing shows what is folded away, then folds it again.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open])").forEach((each) => {
    each.dataset.printed = "";
    each.open = true;
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-printed]").forEach((each) => {
    delete each.dataset.printed;
    each.open = false;
  });
});
