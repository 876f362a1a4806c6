package main

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/drg"
)

// group is the page of a DRG: "470", "DRG 470", "MS-DRG470".
func group(k *known, query string) []entry {
	text := strings.ToUpper(query)
	for _, prefix := range []string{"MS-DRG", "DRG"} {
		text = strings.TrimLeft(strings.TrimPrefix(text, prefix), " -")
	}
	n, err := drg.ParseNumber(text)
	if err != nil || len(text) > 3 {
		return nil
	}
	e := entry{System: "MS-DRG", Code: n.String()}
	if k.grouper != nil {
		for _, d := range k.grouper.DRGs() {
			if d.DRG != n {
				continue
			}
			e.Title = d.Title
			where := "of any MDC"
			if d.MDC > 0 {
				where = fmt.Sprintf("MDC %02d, %s", d.MDC, k.grouper.MDCTitle(d.MDC))
			}
			e.Facts.addf(k.logicName(), "%s, %s", strings.ToLower(d.Kind.String()), where)
		}
	}
	if k.weights != nil {
		if w, ok := k.weights.Lookup(n); ok {
			if e.Title == "" {
				e.Title = w.Title
			}
			year := k.weights.Provenance().Release
			if w.Relative == 0 {
				e.Facts.add("weight "+year, "none")
				return []entry{e}
			}
			e.Facts.addf("weight "+year, "%s (before the cap %s)", w.Relative, w.Uncapped)
			e.Facts.addf("mean stay", "%s days geometric, %s arithmetic", w.GeometricMean, w.ArithmeticMean)
			e.Facts.addf("transfers", "post-acute care %s, special payment %s", yes(w.PostAcute), yes(w.SpecialPay))
		}
	}
	if e.Title == "" {
		return nil
	}
	return []entry{e}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// weight says the relative weight of a DRG in a half-sentence, if it is at hand.
func (k *known) weight(n drg.Number) string {
	if k.weights == nil {
		return ""
	}
	w, ok := k.weights.Lookup(n)
	if !ok || w.Relative == 0 {
		return ""
	}
	return ", weight " + w.Relative.String()
}
