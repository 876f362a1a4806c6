package risk

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write programs.txt anew from CMS's packages")

// officialPackages returns all that CMS published of its models for Medicare.
func officialPackages(tb testing.TB) *Packages {
	p, err := ReadPackages(medcode.ReadOptions{}, os.DirFS(official.Path(tb, "releases/hcc")))
	require.NoError(tb, err)
	return p
}

// The programs compiled into the package are those of CMS's packages.
func TestOfficialPrograms(t *testing.T) {
	p := officialPackages(t)
	var b strings.Builder
	for _, id := range IDs() {
		if id == RxHCCV08PACE {
			continue
		}
		x := &builder{p: p, id: id, m: &Model{id: id}}
		require.NoError(t, x.readProgram())
		require.Empty(t, x.program.odd, id)
		text, err := x.program.MarshalText()
		require.NoError(t, err)
		var again program
		require.NoError(t, again.UnmarshalText(text))
		second, err := again.MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(text), string(second))
		b.Write(text)
		b.WriteByte('\n')
	}
	if *update {
		require.NoError(t, os.WriteFile("programs.txt", []byte(b.String()), 0o644))
		return
	}
	require.Equal(t, b.String(), knownPrograms, "go generate writes it anew")
}
