package cm_test

import (
	"iter"

	"github.com/medcode/medcode/icd10/cm"
)

func names(entries iter.Seq[cm.Entry]) []string {
	var all []string
	for e := range entries {
		all = append(all, e.Name())
	}
	return all
}
