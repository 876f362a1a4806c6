package pcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/pcs"
)

// FuzzBuild adds any characters to a code.
func FuzzBuild(f *testing.F) {
	r := read(f, "testdata/2025")
	f.Add("0DTJ0ZZ")
	f.Add("\x000\xffz ")
	f.Fuzz(func(t *testing.T, text string) {
		b := r.Build()
		for _, c := range []byte(text) {
			next, err := b.With(pcs.Char(c))
			if err == nil {
				require.Positive(t, next.Left())
				require.LessOrEqual(t, next.Left(), b.Left())
				b = next
			}
			_, values := b.Options()
			require.Equal(t, len(b.String()) == 7, len(values) == 0)
			require.Positive(t, b.Settled().Left())
		}
		_, err := new(pcs.Build).With('0')
		require.Error(t, err)
	})
}

// FuzzApply applies changes, some of them bent, and looks at what differs.
func FuzzApply(f *testing.F) {
	r := read(f, "testdata/2025")
	var codes []pcs.Code
	for c := range r.All() {
		codes = append(codes, c)
	}
	f.Add([]byte{0, 0, 0}, "0DTJ0ZZ", "Resection")
	f.Add([]byte{1, 3, 2, 9, 200}, "XXXXXXX", "\x00")
	f.Add([]byte("22"), "0", "0")
	f.Fuzz(func(t *testing.T, picks []byte, text, title string) {
		var changes []pcs.Change
		for i, p := range picks {
			change := pcs.Change{Kind: pcs.ChangeKind(p % 8), Code: codes[int(p)%len(codes)], Long: title, OldShort: title}
			if i%2 == 1 {
				change.Code, _ = pcs.Parse(text)
				change.Table = text[:min(len(text), 3)]
			}
			changes = append(changes, change)
		}
		next, diags := r.Apply(changes)
		require.NotNil(t, next)
		require.LessOrEqual(t, len(diags), 2*len(changes)) // a revision is two
		require.Empty(t, next.Diff(next))
		again, _ := r.Apply(r.Diff(next))
		require.NotNil(t, again)
	})
}
