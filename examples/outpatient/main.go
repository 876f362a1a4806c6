// Outpatient groups, edits and prices outpatient claims of hospitals, and prints
// their lines as a remittance would.
//
//	outpatient -releases DIR -tables DIR [-extra extra.tsv] [-o lines.tsv] claims.jsonl[.gz] ...
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/ioce"
)

func main() {
	rel, tab, extra, out := os.Args[2], os.Args[4], os.Args[6], os.Args[8]
	fsys, _ := source.Open(rel)
	r, err := opps.Read(fsys)
	if err != nil {
		panic(err)
	}
	fsys, _ = source.Open(tab)
	t, err := opps.ReadTables(fsys)
	if err != nil {
		panic(err)
	}
	g, err := opps.NewGrouper(r, opps.Options{Tables: t})
	if err != nil {
		panic(err)
	}
	conds := map[string][]string{}
	if f, err := os.Open(extra); err == nil {
		in, _ := source.Gunzip(f)
		b, _ := io.ReadAll(in)
		lines := strings.Split(string(b), "\n")
		h := strings.Split(lines[0], "\t")
		for _, l := range lines[1:] {
			f := strings.Split(l, "\t")
			for i := range f {
				if h[i] == "condition_codes" && f[i] != "" {
					conds[f[0]] = strings.Split(f[i], ",")
				}
			}
		}
	}
	w, _ := os.Create(out)
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "claim\tline\tstatus\thcpcs_apc\tapc\tpackaging_flag\tdiscount_formula\trejection_denial\tpaf1\tpaf2\tpmf\tpayment_indicator\tcomposite_flag\tunits_out\tedits")
	for _, name := range os.Args[9:] {
		in, err := command.Open(name, os.Stdin)
		if err != nil {
			panic(err)
		}
		var oc opps.Claim
		var res opps.Result
		for c, err := range claimfile.Read(name, in) {
			if err != nil {
				panic(err)
			}
			c.Conditions = append(c.Conditions, conds[c.ID]...)
			ioce.Convert(&oc, c)
			g.Group(&oc, &res)
			for i, l := range res.Lines {
				p := 0
				if l.Packaged {
					p = 1
				}
				var es []string
				for e := range l.Edits.All() {
					es = append(es, fmt.Sprint(e))
				}
				var ce []string
				for e := range res.ClaimEdits.All() {
					ce = append(ce, fmt.Sprint(e))
				}
				comp := "00"
				if l.Composite > 0 {
					comp = fmt.Sprint(l.Composite)
				}
				ap := func(a opps.APC) string {
					if a == 0 {
						return ""
					}
					return a.String()
				}
				fmt.Fprintf(b, "%s\t%d\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%c\t%d\t%s\t%d\t%s\t%s\t%v\t%d\n", c.ID, i+1, l.Status, ap(l.CodeAPC), ap(l.APC), p, l.Discount, l.Rejection, l.Adjustment, l.Adjustment2, l.Method, l.Indicator, comp, l.Units, strings.Join(es, ","), strings.Join(ce, ","), l.Why, res.Disposition)
			}
		}
	}
	b.Flush()
}
