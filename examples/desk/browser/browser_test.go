package browser

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

//go:embed audit.js
var audit string

var shots = flag.String("shots", "", "folder to write screenshots to")

// A tab is a tab of a browser, and what it asked the network for.
type tab struct {
	t    *testing.T
	ctx  context.Context
	mu   sync.Mutex
	urls []string
}

// open opens a browser, or skips the test where there is none.
func open(t *testing.T) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium, chromium-browser, google-chrome or chrome on the PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WindowSize(1200, 900))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.urls = append(b.urls, e.Request.URL)
		}
	}))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	return b
}

func (b *tab) do(action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, action))
}

// script runs a script in the page.
func (b *tab) script(text string) { b.t.Helper(); b.do(chromedp.Evaluate[chromedp.Void](text)) }

// eval returns the value of an expression of the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	require.NoError(b.t, err)
	return v
}

// wait waits until an expression of the page is true.
func (b *tab) wait(expression string) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if eval[bool](b, "!!("+expression+")") {
			return
		}
	}
	b.t.Fatalf("never came true: %s; the page says: %s", expression, eval[string](b, `document.body.innerText.slice(0, 2000)`))
}

func (b *tab) press(keys string) { b.t.Helper(); b.do(chromedp.KeyEvent(keys)) }

// paste puts a text in at the focus, as a clipboard does.
func (b *tab) paste(text string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
	require.NoError(b.t, err)
}

// tabTo presses Tab until the focus is on what a selector matches.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 120 {
		if eval[bool](b, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("Tab never comes to %s", selector)
}

// sound fails where what is shown has a fault of accessibility, in light or dark, or
// doesn't fit a narrow screen or paper.
func (b *tab) sound(view string) {
	b.t.Helper()
	for _, scheme := range []string{"dark", "light"} {
		b.media("screen", scheme)
		require.Empty(b.t, eval[[]string](b, audit), "%s, %s", view, scheme)
		b.shoot(view + "-" + scheme)
	}
	b.narrow(view)
	b.printed(view)
}

// small returns a screenshot in its 256 commonest colors.
func small(t *testing.T, shot []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(shot))
	require.NoError(t, err)
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA {
		r, g, b, _ := from.At(x, y).RGBA()
		return color.RGBA{uint8(r>>8) &^ 3, uint8(g>>8) &^ 3, uint8(b>>8) &^ 3, 255}
	}
	r := from.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int { return count[b] - count[a] })
	var palette color.Palette
	for _, c := range all[:min(len(all), 256)] {
		palette = append(palette, c)
	}
	to := image.NewPaletted(r, palette)
	index := map[color.RGBA]uint8{}
	for _, c := range all {
		index[c] = uint8(palette.Index(c))
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			to.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	var out bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to))
	return out.Bytes()
}

// order fails where Tab doesn't go through what is shown in the order in which it
// stands, or comes to something without showing it.
func (b *tab) order(view string) {
	b.t.Helper()
	const focusable = `a[href], button, input, select, textarea, summary, [tabindex="0"]`
	want := eval[int](b, fmt.Sprintf(`(() => { self.stops = [...document.querySelectorAll(%q)].filter(e => e.checkVisibility() && e.tabIndex >= 0); document.activeElement.blur(); document.body.focus(); getSelection().removeAllRanges(); return self.stops.length; })()`, focusable))
	require.Positive(b.t, want)
	b.script(`self.stops[0].focus()`)
	last := 0
	for range 3 * want { // a date has several stops
		b.press(kb.Tab)
		at := eval[int](b, `self.stops.indexOf(document.activeElement)`)
		if at < 0 {
			break // the end, in the browser's own parts
		}
		require.Contains(b.t, []int{last, last + 1}, at, "%s: Tab leaves the order", view)
		last = at
		require.True(b.t, eval[bool](b, `(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)(getComputedStyle(document.activeElement))`), "%s: the focus doesn't show on %s", view, eval[string](b, `document.activeElement.outerHTML.slice(0, 100)`))
		if last == want-1 {
			break
		}
	}
	require.Equal(b.t, want-1, last, "%s: Tab doesn't come to all", view)
}

// program is the compiled program.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "desk")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "desk")
		cmd := exec.Command("go", "build", "-o", program, "./examples/desk")
		cmd.Dir = filepath.Join("..", "..", "..")
		if out, err := cmd.CombinedOutput(); err != nil {
			panic(fmt.Sprintf("%v: %s", err, out))
		}
		return m.Run()
	}())
}

const claims = "id,setting,payer,type_of_bill,birth,sex,from,through,admission,discharge_status,diagnoses,procedures,drg\n" +
	"A-1,inpatient,medicare,0111,1948-07-08,M,2026-04-01,2026-04-04,2026-04-01,01,I21.4:Y J96.01:N,,282\n"

// walk goes the main ways by keyboard alone.
func walk(b *tab, home string) {
	b.do(chromedp.Navigate(home))
	b.wait(`document.body.dataset.ready`)
	b.order("codes, empty")
	b.script(`document.activeElement.blur()`)

	b.press("/")
	b.press("acute systolic heart failure")
	b.wait(`document.querySelector("#found a")`)
	require.Equal(b.t, "acute systolic heart failure", eval[string](b, `$("words").value`), "the slash leads there and isn't typed")
	b.press(kb.ArrowDown)
	b.wait(`document.activeElement.closest("#found")`)
	b.press(kb.Enter)
	b.wait(`document.querySelector("#read h3") && document.querySelector("#read h3").textContent.startsWith("I50.21 ")`)
	require.Contains(b.t, eval[string](b, `document.querySelector("#read").innerText`), "an MCC")
	require.Contains(b.t, eval[string](b, `document.querySelector("#said").textContent`), "I50.21", "what was read is announced")
	b.sound("codes")
	b.order("codes")
	b.tabTo("#skip")
	b.tabTo("#add")
	b.press(kb.Enter)
	b.wait(`document.querySelector("#diagnoses").value === "I50.21:Y"`)

	b.tabTo(`nav a[data-part="stay"]`)
	b.press(kb.Enter)
	b.tabTo("#diagnoses")
	b.script(`document.activeElement.setSelectionRange(99, 99)`)
	b.paste("\nJ96.01:Y\nN17.9:N\n<img src=x onerror=self.struck=1>")
	b.tabTo("#charges")
	b.paste("41000")
	b.tabTo("#admission")
	b.script(`$("discharge").value = "2026-05-04", $("admission").value = "2026-05-01"`) // how a date is typed depends on the language
	b.tabTo("#exempt")
	b.press(kb.Enter)
	b.wait(`document.querySelector("#grouped h3") && document.querySelector("#grouped").innerText.includes("Medicare would pay")`)
	text := eval[string](b, `document.querySelector("#grouped").innerText`)
	for _, want := range []string{"DRG 291", "MDC 05", "without J96.01", "mdcs_00_07.txt:", "42 CFR 412.64"} {
		require.Contains(b.t, text, want)
	}
	require.Zero(b.t, eval[int](b, `document.querySelectorAll("img").length`), "what is typed is never markup")
	require.False(b.t, eval[bool](b, `!!self.struck`))
	b.script(`$("diagnoses").value = "I50.21:Y\nJ96.01:Y\nN17.9:N\nE11.22:Y\nN18.32:Y"; group()`)
	b.wait(`$("grouped").innerText.includes("N18.32")`)
	b.sound("stay")
	b.order("stay")

	b.tabTo("#skip")
	b.tabTo(`nav a[data-part="claims"]`)
	b.press(kb.Enter)
	b.tabTo("#paste")
	b.paste(claims)
	b.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.wait(`document.querySelector("#checked .finding")`)
	require.Contains(b.t, eval[string](b, `document.querySelector("#checked").innerText`), "Claim A-1")
	b.sound("claims")
	b.order("claims")
	b.tabTo("#skip")
	b.tabTo("#checked button")
	b.press(kb.Enter)
	b.wait(`!document.querySelector("#stay").hidden && $("diagnoses").value.startsWith("I21.4:Y")`)
	b.wait(`document.querySelector("#grouped h3").textContent.includes("DRG 28")`)
}

// within fails where a request went elsewhere than to the page's own home.
func (b *tab) within(home string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	require.NotEmpty(b.t, b.urls)
	for _, u := range b.urls {
		require.True(b.t, strings.HasPrefix(u, home) || strings.HasPrefix(u, "data:"), "the page asked for %s", u)
	}
}

// served starts the program and returns a browser and the address of the page.
func served(t *testing.T) (b *tab, home string) {
	t.Helper()
	b = open(t)
	cmd := exec.Command(program)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	home, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return b, strings.TrimSpace(home)
}

// TestDesk: as served.
func TestDesk(t *testing.T) {
	b, home := served(t)
	walk(b, home)
	b.within(home)
}

// claimsOf returns a file of claims of the library's own tests.
func claimsOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "rules", "claimfile", "testdata", name))
	require.NoError(t, err)
	return string(text)
}

// TestFormats: claims of each format are read as they are pasted.
func TestFormats(t *testing.T) {
	b, home := served(t)
	b.do(chromedp.Navigate(home + "#/claims"))
	b.wait(`document.body.dataset.ready`)
	for format, claims := range map[string]string{
		"837": claimsOf(t, "inpatient.837"),
		"CSV": claimsOf(t, "claims.csv"),
		"FHIR": `{"resourceType":"Claim","id":"F-1","status":"active","type":{"coding":[{"code":"institutional"}]},"created":"2026-04-05",` +
			`"billablePeriod":{"start":"2026-04-01","end":"2026-04-04"},"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I50.21"}]}}]}`,
	} {
		b.script(`$("paste").value = ""; $("paste").focus(); $("checked").replaceChildren()`)
		b.paste(claims)
		b.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
		b.wait(`document.querySelector("#checked h3")`)
		require.Contains(t, eval[string](b, `document.querySelector("#checked h3").textContent`), format)
		require.NotEmpty(t, eval[string](b, `(document.querySelector("#checked h4") || {}).textContent || ""`), format)
		require.Empty(t, eval[[]string](b, audit), format)
	}
}

// TestAudit: the audit finds what it is for.
func TestAudit(t *testing.T) {
	b := open(t)
	b.do(chromedp.Navigate("about:blank"))
	b.script(`document.body.innerHTML = '<h1>x</h1><h3>y</h3><input><a href="#"></a><p id="p" style="color:#999;background:#fff">faint</p><p id="p" tabindex="2">z</p><table><tr><th>h</th></tr></table>'`)
	faults := strings.Join(eval[[]string](b, audit), "\n")
	for _, want := range []string{"no language", "no title", "no label", "no name", "id twice: p", "tab index above 0", "want one main", "level 3 after one of 1", "without scope", "contrast 2.8"} {
		require.Contains(t, faults, want)
	}
}

// TestFiles: as files, with the library in the browser and no server.
func TestFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the library for the browser")
	}
	b := open(t)
	dir := t.TempDir()
	cmd := exec.Command(program, "-static", dir)
	cmd.Dir = filepath.Join("..", "..", "..")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	home := "file://" + filepath.ToSlash(dir) + "/"
	*shots = ""
	walk(b, home+"index.html")
	b.within(home)
}
