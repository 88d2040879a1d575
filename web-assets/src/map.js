// The map of areas: our own outlines only, no tiles, no request to anywhere else.
// Everything it shows is in the table below it; without WebGL or JavaScript the page loses nothing.
import { Map as AreaMap, NavigationControl, setWorkerUrl } from "maplibre-gl";

const HATCH = 8;
const FILLS = ["areas", "suppressed", "missing"];

function hatching(colour, gap) {
  const data = new Uint8Array(HATCH * HATCH * 4);
  for (let y = 0; y < HATCH; y += 1) {
    for (let x = 0; x < HATCH; x += 1) {
      const on = (x + y) % gap < 2;
      data.set(on ? colour : [255, 255, 255, 255], (y * HATCH + x) * 4);
    }
  }
  return { width: HATCH, height: HATCH, data };
}

function boundsOf(collection) {
  const box = [180, 90, -180, -90];
  const widen = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(widen);
  };
  for (const feature of collection.features) widen(feature.geometry.coordinates);
  return [[box[0], box[1]], [box[2], box[3]]];
}

function fillColour(colours) {
  const steps = colours.flatMap((colour, index) => [index, colour]);
  return ["match", ["get", "class"], ...steps, "#ffffff"];
}

function layersFor(colours, chosen) {
  const isClass = (name) => ["==", ["get", "class"], name];
  return [
    { id: "areas", type: "fill", source: "areas", filter: [">=", ["get", "class"], 0], paint: { "fill-color": fillColour(colours), "fill-antialias": true } },
    { id: "suppressed", type: "fill", source: "areas", filter: isClass(-1), paint: { "fill-pattern": "suppressed" } },
    { id: "missing", type: "fill", source: "areas", filter: isClass(-2), paint: { "fill-pattern": "missing" } },
    { id: "edges", type: "line", source: "areas", paint: { "line-color": "#33475b", "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.2, 11, 0.8], "line-opacity": 0.6 } },
    { id: "changed", type: "line", source: "areas", filter: ["==", ["get", "band"], "rising"], paint: { "line-color": "#b4451f", "line-width": 2.5 } },
    { id: "chosen", type: "line", source: "areas", filter: ["==", ["get", "area"], chosen], paint: { "line-color": "#0b0c0c", "line-width": 4 } },
  ];
}

function describe(properties) {
  const value = properties.class === -1 ? "suppressed" : properties.class === -2 ? "no data" : properties.shown;
  return `${properties.area_name}: ${value}`;
}

function follow(map, holder) {
  const label = holder.querySelector("[data-map-label]");
  map.on("mousemove", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: FILLS });
    map.getCanvas().classList.toggle("app-map__canvas--over", Boolean(found));
    label.textContent = found ? describe(found.properties) : label.dataset.rest;
  });
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: FILLS });
    if (!found) return;
    const next = new URL(window.location.href);
    next.searchParams.set("area", found.properties.area);
    next.hash = "trend";
    window.location.assign(next);
  });
}

async function start(holder) {
  const { worker, source, colours, chosen } = holder.dataset;
  setWorkerUrl(new URL(worker, window.location.href).href);
  const answer = await fetch(source, { headers: { accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`The outlines answered ${answer.status}`);
  const collection = await answer.json();
  if (collection.features.length === 0) {
    holder.dataset.state = "empty";
    return;
  }
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new AreaMap({
    container: holder.querySelector("[data-map-canvas]"),
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef2f5" } }] },
    bounds: boundsOf(collection),
    fitBoundsOptions: { padding: { top: 56, right: 24, bottom: 24, left: 24 } },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    fadeDuration: still ? 0 : 200,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", holder.dataset.label);
  map.on("load", () => {
    map.addImage("suppressed", hatching([130, 140, 150, 255], 8));
    map.addImage("missing", hatching([225, 230, 235, 255], 4));
    map.addSource("areas", { type: "geojson", data: collection });
    for (const layer of layersFor(JSON.parse(colours), chosen ?? "")) map.addLayer(layer);
    follow(map, holder);
    map.once("idle", () => {
      holder.dataset.drawn = String(map.queryRenderedFeatures({ layers: FILLS }).length);
      holder.dataset.state = "ready";
    });
  });
}

for (const holder of document.querySelectorAll("[data-map]")) {
  start(holder).catch((error) => {
    holder.dataset.state = "failed";
    console.warn("The map could not be drawn; the table holds the same figures.", error);
  });
}
