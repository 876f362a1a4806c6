package main

import (
	"strings"

	"github.com/medcode/medcode/drg"
)

// A family is DRGs that differ only in the complications and comorbidities of
// their stays.
type family struct {
	Title string
	DRGs  []drg.KnownDRG
}

// A level is what the title of a DRG asks of the secondary diagnoses.
type level uint8

const (
	lowest level = iota
	withCC       // a CC, or a CC or MCC
	withMCC
)

// endings are how titles say the level, longer ones first where they overlap. A
// title may say behind it what else leads to the DRG.
var endings = []struct {
	text  string
	level level
}{
	{" without CC/MCC", lowest},
	{" without MCC", lowest},
	{" with CC/MCC", withCC},
	{" with MCC", withMCC},
	{" and MCC", withMCC},
	{" with CC", withCC},
}

// levelOf splits the title of a DRG into that of the family and the level.
func levelOf(title string) (string, level, bool) {
	lower := strings.ToLower(title)
	for _, e := range endings {
		base, rest, ok := strings.Cut(lower, strings.ToLower(e.text))
		if ok && (rest == "" || strings.HasPrefix(rest, " or ")) {
			return title[:len(base)], e.level, true
		}
	}
	return "", 0, false
}

// familiesOf gathers the families of two DRGs or more.
func familiesOf(drgs []drg.KnownDRG) map[drg.Number]*family {
	type key struct {
		title string
		mdc   int
		kind  drg.Kind
	}
	byKey := map[key]*family{}
	all := map[drg.Number]*family{}
	for _, e := range drgs {
		title, _, ok := levelOf(e.Title)
		if !ok {
			continue
		}
		k := key{title, e.MDC, e.Kind}
		f := byKey[k]
		if f == nil {
			f = &family{Title: title}
			byKey[k] = f
		}
		f.DRGs = append(f.DRGs, e)
		all[e.DRG] = f
	}
	for n, f := range all {
		if len(f.DRGs) < 2 {
			delete(all, n)
		}
	}
	return all
}
