package main

import (
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/recognise"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/gem/gemdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
)

// embedded returns the code sets that are built in. A set of the same days that
// is given stands before one of them, which therefore count no codes here.
func embedded() []recognise.Set {
	var decoding sync.WaitGroup
	for _, decode := range []func(){func() { pcsdata.Library() }, func() { icd9data.Library() }, func() { gemdata.Release() }} {
		decoding.Go(decode)
	}
	defer decoding.Wait()
	var all []recognise.Set
	for r := range cmdata.Library().Releases() {
		p := r.Provenance()
		all = append(all, recognise.Set{System: p.System, Release: p.Release, Effective: p.Effective, Codes: 1, Value: r})
	}
	for r := range pcsdata.Library().Releases() {
		p := r.Provenance()
		all = append(all, recognise.Set{System: p.System, Release: p.Release, Effective: p.Effective, Codes: 1, Value: r})
	}
	for r := range hcpcsdata.Library().Releases() {
		p := r.Provenance()
		all = append(all, recognise.Set{System: "HCPCS Level II", Release: p.Release, Effective: p.Effective, Codes: 1, Value: r})
	}
	if r, err := icd9data.Library().On(medcode.NewDate(2015, 9, 30)); err == nil {
		p := r.Provenance()
		all = append(all, recognise.Set{System: p.System, Release: p.Release, Effective: p.Effective, Codes: 1, Value: r})
	}
	mappings := gemdata.Release()
	p := mappings.Provenance()
	return append(all, recognise.Set{System: p.System, Release: p.Release, Effective: p.Effective, Codes: 1, Value: mappings})
}
