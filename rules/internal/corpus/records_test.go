package corpus_test

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/poa"
)

func registry(t testing.TB) *rules.Registry {
	dx, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026-04")))
	require.NoError(t, err)
	px, err := pcs.Read(os.DirFS(official.Path(t, "releases/icd10pcs/2026")))
	require.NoError(t, err)
	var o guideline.Options
	o.CM, err = cm.NewLibrary(dx)
	require.NoError(t, err)
	o.PCS, err = pcs.NewLibrary(px)
	require.NoError(t, err)
	reg, err := rules.New(claim.Pack(), mce.Pack(mce.Default()), poa.Pack(poa.FromLibrary(o.CM)), guideline.Pack(o), rules.DRGPack(msdrg.Library().Group))
	require.NoError(t, err)
	return reg
}

func TestRecords(t *testing.T) {
	reg := registry(t)
	files := []string{"correct", "errors", "probes", "pcs", "unspecified-note", "unknown-dx", "invalid-codes", "snf"}
	if f := os.Getenv("F"); f != "" {
		files = strings.Split(f, ",")
	}
	for _, name := range files {
		f, err := os.Open(official.Path(t, "findings/inputs/records/"+name+".jsonl"))
		require.NoError(t, err)
		in := json.NewDecoder(f)
		for in.More() {
			c := &rules.Claim{}
			require.NoError(t, in.Decode(c))
			var lines []string
			worst := rules.Severity(0)
			for _, f := range reg.Findings(c) {
				if f.Rule == "guideline.unspecified-code" && os.Getenv("U") == "" {
					continue
				}
				worst = max(worst, f.Severity)
				lines = append(lines, fmt.Sprintf("    %v %s %v [%s]", f.Severity, f.Rule, f.Codes, f.Citation.Section))
			}
			sort.Strings(lines)
			if len(lines) == 0 && name == "correct" {
				continue
			}
			mark := ""
			if worst < rules.Warning {
				mark = "  ---- NOTHING"
			}
			fmt.Println(name, c.ID, mark)
			for _, l := range lines {
				fmt.Println(l)
			}
		}
	}
}
