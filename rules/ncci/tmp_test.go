package ncci

import (
	"fmt"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
	"os"
	"testing"
)

func TestTmp(t *testing.T) {
	for _, d := range []string{"releases/ncci/ptp", "releases/ncci/mue"} {
		r, err := Read(os.DirFS(official.Path(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("%+v\n%v\n", r.Provenance(), r.Diagnostics())
		for s := Practitioner; s <= DME; s++ {
			if p := r.PTP(s); p != nil {
				for e := range p.All() {
					fmt.Println(e)
				}
			}
			if m := r.MUE(s); m != nil {
				fmt.Println(s, m.Len())
				fmt.Println(m.Lookup(func() hcpcs.Code { c, _ := hcpcs.Parse("A4206"); return c }()))
			}
		}
	}
}
