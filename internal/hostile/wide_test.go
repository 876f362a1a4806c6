package hostile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/slope"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules/claimfile"
)

// TestWideHeadings: the time of a heading grows with its columns, in each form of
// table.
func TestWideHeadings(t *testing.T) {
	if testing.Short() {
		t.Skip("takes time")
	}
	claims := func(text string) func() {
		return func() {
			for range claimfile.Read("f", strings.NewReader(text)) {
			}
		}
	}
	for name, load := range map[string]func(n int) func(){
		"RIF": func(n int) func() {
			return claims("CLM_ID|CLM_FROM_DT|LINE_NUM|" + numbered(n, "ICD_DGNS_CD%d|") + "X\n1|05APR2026|1|" + strings.Repeat("I10|", n) + "x\n")
		},
		"CSV": func(n int) func() {
			return claims("id," + numbered(n, "dx%d,") + "x\n1," + strings.Repeat("I10,", n) + "x\n")
		},
		"JSON": func(n int) func() { return claims("{" + numbered(n, `"k%d":1,`) + `"id":"1"}` + "\n") },
		"stays": func(n int) func() {
			text := "id,age,sex,discharge,dx," + numbered(n, "c%d,") + "x\n1,70,M,2026-01-01,I10," + strings.Repeat("1,", n) + "x\n"
			return func() {
				r, err := stayfile.NewReader(strings.NewReader(text), "stays.csv")
				if err != nil {
					return
				}
				for range r.All() {
				}
				r.Ignored()
			}
		},
	} {
		t.Run(name, func(t *testing.T) { require.Empty(t, slope.Linear(load)) })
	}
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i+1)
	}
	return b.String()
}

// TestSparse: a file that is larger than the limit is refused by its size, before a
// byte of it is read.
func TestSparse(t *testing.T) {
	name := filepath.Join(t.TempDir(), "order.txt")
	require.NoError(t, os.WriteFile(name, []byte("00001 A00     0 Cholera"), 0o600))
	if err := os.Truncate(name, 1<<40); err != nil {
		t.Skip("no sparse files here: ", err)
	}
	fsys, err := source.Open(name)
	require.NoError(t, err)
	took := slope.Measure(func() { _, err = cm.Read(fsys) })
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.ErrorContains(t, err, "raise Limits.EntryBytes")
	require.Less(t, took.Seconds(), 1.0)
}
