package research

import (
	"os"
	"testing"

	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func TestOfficialElixhauser(t *testing.T) {
	e, err := ReadElixhauser(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	t.Log(e.prov, e.diags, e.Len(), len(e.measures))
	n := map[string]int{}
	for _, s := range e.All() {
		for m := range s.All() {
			n[e.measures[m].Name]++
		}
	}
	t.Logf("%#v", n)
}

func TestOfficialCCSR(t *testing.T) {
	c, err := ReadCCSR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	t.Log(c.prov, c.diags, c.Len(), len(c.categories), len(c.lists))
}
func TestOfficialCCIR(t *testing.T) {
	c, err := ReadCCIR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	n := map[Chronicity]int{}
	for _, x := range c.All() {
		n[x]++
	}
	t.Log(c.prov, c.diags, c.Len(), n)
}
func TestOfficialHCC(t *testing.T) {
	for _, v := range []string{"V24", "V28"} {
		h, err := ReadHCC(os.DirFS(official.Path(t, "releases/hcc")), v)
		require.NoError(t, err)
		t.Log(v, h.diags, h.Len(), len(h.labels), len(h.below), len(h.coefficients), len(h.edits))
		h, err = ReadHCC(os.DirFS(official.Path(t, "releases/hcc/derived-2026")), v)
		require.NoError(t, err)
		t.Log(v, h.diags, h.Len(), len(h.labels), len(h.below), len(h.coefficients), len(h.edits))
		h, err = ReadHCC(os.DirFS(official.Path(t, "releases/hcc/"+map[string]string{"V24": "v24", "V28": "v28"}[v])), v)
		require.NoError(t, err)
		t.Log(v, h.diags, h.Len(), len(h.labels), len(h.below), len(h.coefficients), len(h.edits))
	}
}
