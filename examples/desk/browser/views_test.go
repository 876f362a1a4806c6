package browser

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// media sets what the page is shown on: "screen" or "print", in light or dark.
func (b *tab) media(kind, scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: kind, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	require.NoError(b.t, err)
}

// width sets the width of the window; 0 makes it what it was.
func (b *tab) width(pixels int64) {
	b.t.Helper()
	var err error
	if pixels == 0 {
		_, err = chromedp.Call(b.ctx, emulation.ClearDeviceMetricsOverride, cdp.Empty{})
	} else {
		_, err = chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: pixels, Height: min(2*pixels, 900), DeviceScaleFactor: 1})
	}
	require.NoError(b.t, err)
}

// shoot writes a screenshot, if the tests were asked for them.
func (b *tab) shoot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	b.write(name+".png", small(b.t, shot))
}

func (b *tab) write(name string, data []byte) {
	b.t.Helper()
	require.NoError(b.t, os.MkdirAll(*shots, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(*shots, name), data, 0o644))
}

// beyond returns what sticks out on the right of what it stands in, but for what
// scrolls by itself.
const beyond = `(() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = e => { for (; e && e !== document.body; e = e.parentElement) if (["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX)) return true; return false; };
  const out = [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > wide + 1 && !scrolls(e));
  if (document.documentElement.scrollWidth > wide) out.push(document.documentElement);
  return out.map(e => Math.round(e.getBoundingClientRect().right) + " of " + wide + ": " + e.outerHTML.slice(0, 80));
})()`

// narrow fails where what is shown doesn't fit a telephone.
func (b *tab) narrow(view string) {
	b.t.Helper()
	b.width(360)
	defer b.width(0)
	b.script(`scrollTo(0, 0)`)
	require.Empty(b.t, eval[[]string](b, beyond), "%s at 360 pixels", view)
	require.Empty(b.t, eval[[]string](b, audit), "%s at 360 pixels", view)
	b.shoot(view + "-narrow")
}

// TestNarrow: on a telephone the answer stands below the question, and is led to.
func TestNarrow(t *testing.T) {
	b, home := served(t)
	b.width(360)
	b.do(chromedp.Navigate(home))
	b.wait(`document.body.dataset.ready`)
	b.press("broken left wrist")
	b.wait(`document.querySelector("#found a")`)
	b.press(kb.ArrowDown)
	b.press(kb.Enter)
	b.wait(`document.activeElement.id === "read" && Math.abs($("read").getBoundingClientRect().top) < 5`)
	b.do(chromedp.Navigate(home + "#/stay"))
	b.script(`$("example").click()`)
	b.wait(`document.querySelector("#grouped h3")`)
	b.script(`$("group").requestSubmit()`)
	b.wait(`document.activeElement.id === "grouped" && Math.abs($("grouped").getBoundingClientRect().top) < 5`)
}

// printed fails where what is shown doesn't fit a sheet of paper or carries
// what is of use on the screen alone.
func (b *tab) printed(view string) {
	b.t.Helper()
	b.media("print", "dark") // a dark screen prints black on white
	b.width(720)
	b.script(`scrollTo(0, 0)`)
	require.Empty(b.t, eval[[]string](b, beyond), "%s on paper", view)
	require.Empty(b.t, eval[[]string](b, audit), "%s on paper", view)
	require.Zero(b.t, eval[int](b, `[...document.querySelectorAll("button, nav, input, textarea, select, #said, .hint")].filter(e => e.checkVisibility()).length`), "%s on paper", view)
	b.shoot(view + "-print")
	b.width(0)
	pdf, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	require.NoError(b.t, err)
	require.True(b.t, bytes.HasPrefix(pdf.Data, []byte("%PDF-")))
	b.media("", "light")
}
