package manual

import (
	"fmt"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
	"runtime"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	for _, v := range []string{"36", "37.2", "38.1", "39.1", "40", "41", "41.1", "42", "43.1"} {
		f, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v"+v+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		t0 := time.Now()
		m, err := Read(f)
		if err != nil {
			t.Fatal(err)
		}
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms)
		fam := 0
		for _, c := range m.Chapters {
			fam += len(c.Families)
		}
		fmt.Println(v, m.Version, time.Since(t0), ms.HeapAlloc>>20, ms.Sys>>20, "drgs", len(m.DRGs), "ch", len(m.Chapters), "fam", fam, "B", len(m.Diagnoses), "C1", len(m.Severity), len(m.Exclusions), len(m.AliveOnly), len(m.LogicCodes), "D", len(m.Hierarchy), "E", len(m.Procedures), len(m.Clusters), len(m.NonOR), len(m.Obstetric), "F", len(m.Unrelated), "GH", len(m.CC), len(m.MCC), len(m.MCCAlive), "HAC", len(m.HACs), "notes", len(m.Notes), "diag", len(m.Diagnostics))
		for i, d := range m.Diagnostics {
			if i < 8 {
				fmt.Println("   ", d)
			}
		}
		if v == "43.1" || v == "36" {
			for _, n := range m.Notes {
				fmt.Println("   N", n.Line, n.Text)
			}
		}
	}
}
