/** The ways to give a model: drop it, choose it, paste it, give its address. */

/** Who takes what the user gives. */
export interface Intake {
  /** Takes a file. */
  readonly file: (file: File) => void;
  /** Takes an address. */
  readonly address: (address: string) => void;
}

/** Listens on the whole page. */
export function listen(intake: Intake): void {
  listenToDrops(intake);
  const file = document.querySelector<HTMLInputElement>("#file")!;
  file.onchange = () => {
    takeFiles(intake, file.files);
    file.value = ""; // so that the same file can be chosen again
  };
  document.querySelector<HTMLFormElement>("#address")!.onsubmit = (event) => {
    event.preventDefault();
    intake.address(document.querySelector<HTMLInputElement>("#url")!.value.trim());
  };
  document.querySelector<HTMLAnchorElement>("#example")!.onclick = (event) => {
    event.preventDefault();
    intake.address("../resnet50.onnx");
  };
  addEventListener("paste", ({ clipboardData, target }) => {
    const text = clipboardData?.getData("text").trim() ?? "";
    if (clipboardData?.files.length) takeFiles(intake, clipboardData.files);
    else if (!(target instanceof HTMLInputElement) && /^https?:\/\/\S+$/i.test(text)) intake.address(text);
  });
}

function listenToDrops(intake: Intake): void {
  const { classList } = document.body;
  addEventListener("dragover", (event) => {
    event.preventDefault();
    classList.add("dragging");
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) classList.remove("dragging"); // it has left the window
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    classList.remove("dragging");
    const address = event.dataTransfer?.getData("text/uri-list").split(/\r?\n/)[0] ?? "";
    if (event.dataTransfer?.files.length) takeFiles(intake, event.dataTransfer.files);
    else if (/^https?:/i.test(address)) intake.address(address);
  });
}

/** A model may come with its data; it is the one that counts. */
function takeFiles({ file }: Intake, files: FileList | null): void {
  const all = [...files ?? []];
  const model = all.find(({ name }) => /\.onnx$/i.test(name)) ?? all[0];
  if (model !== undefined) file(model);
}
