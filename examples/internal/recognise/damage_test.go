package recognise_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/recognise"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

var rounds = flag.Int("damage", 1, "how often TestDamagedCopies damages each file in each way")

// damagedSample are official texts, of zips the one whose name has the words
// behind the bar.
var damagedSample = []string{
	"ncci/mue/2026Q2/MCR_MUE_DMESupplierServices_Eff_04-01-2026.csv",
	"ncci/mue/2026Q2/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
	"dmepos/2025-04/DMEPOS25_APR.csv",
	"icd10mortality/2023/allvalid2023-detailed-titles-headings.csv",
	"mce/v43.1/Definitions of Medicare Code Edits_v_43_1.txt",
	"gem/2018/Dxgem_2018.zip|I9gem",
	"gem/2018/procedure-gems-2018.zip|pcsi9",
	"icd9cm/v32/cms_v32.zip|SHORT_DX",
	"icd10cm/2019/cms_2019_dx.zip|codes_2019",
	"icd10cm/2026/icd10cm-Code Descriptions-2026.zip|order-2026",
	"icd10pcs/2020/cms_2020_pr.zip|order_2020",
	"hcpcs/2019-01/2019-Alpha-Numeric-HCPCS-File.zip|ANWEB.txt",
	"mpfs/2025-10/rvu25d.zip|PPRRVU2025_Oct.txt",
	"ahrq/CCIR_v2023-1.zip|csv",
}

// damages make of a text what accidents do.
var damages = map[string]func(*rand.Rand, []byte) []byte{
	"cut at a line end": func(r *rand.Rand, text []byte) []byte {
		at := len(text)/20 + r.IntN(len(text)*9/10)
		return text[:at+bytes.IndexByte(text[at:], '\n')+1]
	},
	"cut in a line": func(r *rand.Rand, text []byte) []byte {
		at := len(text)/20 + r.IntN(len(text)*9/10)
		for text[at-1] == '\n' || text[at] == '\n' || text[at] == '\r' {
			at++
		}
		return text[:at]
	},
	"zero bytes": func(r *rand.Rand, text []byte) []byte {
		at := r.IntN(len(text) - 4096)
		return slices.Concat(text[:at], make([]byte, 4096), text[at+4096:])
	},
}

// quiet are the damages that nothing tells, and why.
var quiet = map[string]string{
	"mce/v43.1/Definitions of Medicare Code Edits_v_43_1.txt|cut at a line end":       "the chapters behind the end are missing; a release may lack some",
	"icd10mortality/2023/allvalid2023-detailed-titles-headings.csv|cut at a line end": "the list of 2023 has 9,465 codes, others fewer; a copy of more than 9,000 lines passes",
}

// TestDamagedCopies damages copies of official files at random and looks for
// those that are read as if nothing had happened. With -damage 50 it does so
// often.
func TestDamagedCopies(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some dozens of files")
	}
	r := rand.New(rand.NewPCG(1, 2))
	copies, silent := 0, map[string]int{}
	for _, name := range damagedSample {
		file, text := officialText(t, name)
		_, want := told(file, text)
		for _, kind := range sortedKeys(damages) {
			for range *rounds {
				copies++
				errs, got := told(file, damages[kind](r, text))
				if errs == 0 && got == want {
					silent[strings.SplitN(name, "|", 2)[0]+"|"+kind]++
				}
			}
		}
	}
	t.Logf("%d damaged copies, silent: %v", copies, silent)
	for what, n := range silent {
		require.Contains(t, quiet, what, "%d copies were silent", n)
	}
}

// told reads a file by itself and returns the number of errors and the kinds
// of diagnostics.
func told(name string, text []byte) (errs int, kinds string) {
	r := recognise.Read(fstest.MapFS{name: {Data: text}}, medcode.ReadOptions{})
	n := map[string]int{}
	for _, s := range r.Sets {
		for _, d := range s.Diagnostics {
			n[string(d.Kind)]++
		}
	}
	return len(r.Errors), fmt.Sprint(n, len(r.Sets))
}

func officialText(t *testing.T, name string) (file string, text []byte) {
	t.Helper()
	name, words, _ := strings.Cut(name, "|")
	fsys, err := source.Open(official.Path(t, "releases/"+name))
	require.NoError(t, err)
	require.NoError(t, source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		if text == nil && strings.Contains(e.Path, words) {
			file = e.Base()
			text, err = e.Bytes()
		}
		return err
	}))
	require.NotEmpty(t, text, name)
	return file, text
}

func sortedKeys[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
