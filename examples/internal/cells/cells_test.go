package cells_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/cells"
)

func TestText(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "A1": "A1", "=1+1": "'=1+1", "+1": "+1", "-1": "-1", "-1000014": "-1000014", "-1.5": "-1.5", "-": "'-", "-.5": "'-.5", "-1-1": "'-1-1", "+1.2.3": "'+1.2.3", "-1e5": "'-1e5", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "a=b": "a=b", "'=1": "'=1",
	} {
		require.Equal(t, want, cells.Text(cell))
	}
	require.Equal(t, "a b c ", cells.One("a\tb\nc\r"))
	require.Equal(t, "'=1 2", cells.One("=1\t2"))
	require.Equal(t, " =1", cells.One("\t=1"))
}
