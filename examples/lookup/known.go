package main

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/recognise"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/icd10/words"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
)

// known is all that is at hand on a date: what is built in, and the releases.
// What is not at hand is nil.
type known struct {
	on medcode.Date // the date asked, or the newest of the logic built in

	grouper *drg.Grouper
	weights *ipps.Release
	editor  *mce.Release
	elix    *research.Elixhauser
	charls  *research.Charlson

	cms    []*cm.Release // all of them: their parts may be in different releases
	cm     *cm.Release   // of the date
	byDate *cm.Library   // all of them
	pcs    *pcs.Release
	icd9   *icd9.Release
	gem    *gem.Release
	deaths *who.Mortality
	claml  *who.Classification
	icd11  *who.MMS
	maps   *who.Maps
	icdo   *oncology.Release
	ccsr   *research.CCSR
	ccir   *research.CCIR
	hccs   []*risk.Model
	hcpcs  *hcpcs.Release
	mpfs   *mpfs.Release
	dmepos *dmepos.Release
	cpt    *cpt.Release
	edits  *ncci.Release
	opps   *opps.Release

	diagnosesByWords  *words.Finder // made when first asked for
	proceduresByWords *words.ProcedureFinder
}

// open makes known what is built in and what the paths lead to, and reports
// whether that was the whole of it. Files among the releases that can't be read
// are told, and the others used. Where no codes are asked for, what tells of codes
// alone is not made.
func open(paths []string, on medcode.Date, codes bool, stderr io.Writer) (k *known, whole bool, err error) {
	k = &known{on: on, elix: research.CompiledElixhauser(), charls: research.NewCharlson(research.Quan2011)}
	// What is built in is decoded at once, as far as there are processors.
	var decoding sync.WaitGroup
	var sets []recognise.Set
	if codes {
		decoding.Go(func() {
			k.editor = mce.Default()
			k.editor.Len(mce.ICD10Diagnoses) // the table is read when asked for
		})
	}
	decoding.Go(func() { err = k.logic() })
	sets = embedded()
	if decoding.Wait(); err != nil {
		return nil, false, err
	}
	whole = true
	for _, path := range paths {
		fsys, err := source.Open(path)
		if err != nil {
			return nil, false, fmt.Errorf("-release: %w", err)
		}
		r := recognise.Read(fsys, medcode.ReadOptions{})
		if len(r.Sets) == 0 && len(r.Errors) > 0 {
			return nil, false, fmt.Errorf("-release %s: %w", path, r.Errors[0])
		}
		for _, err := range r.Errors {
			whole = false
			fmt.Fprintf(stderr, "lookup: -release %s: %v\n", path, err)
		}
		sets = append(sets, r.Sets...)
	}
	// The best for the date last, so that it stays.
	slices.SortStableFunc(sets, func(a, b recognise.Set) int { return compare(k.on, &a, &b) })
	for i := range sets {
		k.take(sets[i].Value)
	}
	k.byDate, err = byDate(k.cms)
	if err != nil {
		return nil, false, err
	}
	return k, whole, nil
}

// byDate makes a library of releases; of two that begin on the same day with
// codes the one that fits the date better stands, which is the later one.
func byDate(releases []*cm.Release) (*cm.Library, error) {
	var all []*cm.Release
	begun := map[medcode.Date]bool{}
	for _, r := range slices.Backward(releases) {
		from := r.Provenance().Effective.From
		if r.Len() == 0 || !begun[from] {
			all = append(all, r)
		}
		begun[from] = begun[from] || r.Len() > 0
	}
	return cm.NewLibrary(all...)
}

// logic picks the version of the MS-DRGs and the weights.
func (k *known) logic() (err error) {
	if k.on.IsZero() {
		for _, r := range msdrg.Versions() {
			if r.Embedded {
				k.on = r.Effective.From
			}
		}
	}
	if k.grouper, err = nearestLogic(k.on); err != nil {
		return err
	}
	if w, err := ipps.ForDischarge(k.on); err == nil { // of other years there are none
		k.weights = w
	}
	return nil
}

// nearestLogic returns the version of the MS-DRGs for a date, or where it isn't
// built in the one that begins nearest to it; none for dates before ICD-10.
func nearestLogic(on medcode.Date) (*drg.Grouper, error) {
	if on.Before(medcode.NewDate(2015, 10, 1)) {
		return nil, nil
	}
	var nearest msdrg.Release
	away := func(r msdrg.Release) int {
		d := on.DaysSince(r.Effective.From)
		return max(d, -d)
	}
	for _, r := range msdrg.Versions() {
		switch {
		case !r.Embedded:
		case r.Effective.Contains(on):
			return msdrg.Library().Version(r.Version)
		case nearest.Version == "" || away(r) < away(nearest):
			nearest = r
		}
	}
	return msdrg.Library().Version(nearest.Version)
}

// logicName names the version of the MS-DRGs at hand, and says if it is not the
// one of the date.
func (k *known) logicName() string {
	for _, r := range msdrg.Versions() {
		if r.Version == k.grouper.Version() && !r.Effective.Contains(k.on) {
			return "MS-DRG " + r.Version + " (nearest)"
		}
	}
	return "MS-DRG " + k.grouper.Version()
}

// compare orders sets by how well they fit a date: those that hold on it after
// those that don't, the earlier before the later, and of the same day those with
// more codes last.
func compare(on medcode.Date, a, b *recognise.Set) int {
	rank := func(s *recognise.Set) int {
		switch {
		case s.Effective.Contains(on) && s.Codes > 0:
			return 2
		case s.Effective.From.After(on):
			return 0
		}
		return 1
	}
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	if d := a.Effective.From.Compare(b.Effective.From); d != 0 {
		return d
	}
	return a.Codes - b.Codes
}

func (k *known) take(v any) {
	switch r := v.(type) {
	case *cm.Release:
		k.cms = append(k.cms, r)
		if k.cm == nil || r.Len() > 0 {
			k.cm = r
		}
	case *pcs.Release:
		if k.pcs == nil || r.Len() > 0 {
			k.pcs = r
		}
	case *icd9.Release:
		k.icd9 = r
	case *gem.Release:
		k.gem = merged(k.gem, r)
	case *who.Mortality:
		k.deaths = r
	case *who.Classification:
		k.claml = r
	case *who.MMS:
		k.icd11 = r
	case *who.Maps:
		k.maps = r
	case *oncology.Release:
		k.icdo = r
	case *research.Elixhauser:
		k.elix = r
	case *research.CCSR:
		k.ccsr = r
	case *research.CCIR:
		k.ccir = r
	case *risk.Model:
		k.hccs = slices.DeleteFunc(k.hccs, func(h *risk.Model) bool { return h.Version() == r.Version() })
		k.hccs = append(k.hccs, r)
	case *hcpcs.Release:
		k.hcpcs = r
	case *mpfs.Release:
		k.mpfs = r
	case *dmepos.Release:
		k.dmepos = r
	case *cpt.Release:
		k.cpt = r
	case *ncci.Release:
		k.edits = r
	case *opps.Release:
		k.opps = r
	case *ipps.Release:
		k.weights = r
	case *mce.Release:
		k.editor = r
	}
}

// merged joins the maps of two readings: diagnoses and procedures come in
// different zips.
func merged(a, b *gem.Release) *gem.Release {
	if a == nil {
		return b
	}
	both := *b
	if both.Diagnoses.Rows()+both.DiagnosesBack.Rows() == 0 {
		both.Diagnoses, both.DiagnosesBack = a.Diagnoses, a.DiagnosesBack
	}
	if both.Procedures.Rows()+both.ProceduresBack.Rows() == 0 {
		both.Procedures, both.ProceduresBack = a.Procedures, a.ProceduresBack
	}
	return &both
}

// page gathers what the systems say of a code.
func (k *known) page(query string) page {
	p := page{Query: query, On: k.on}
	for _, system := range []func(*known, string) []entry{
		group, diagnosis, procedure, oldCodes, service, modifier, international, tumour,
	} {
		p.Entries = append(p.Entries, system(k, query)...)
	}
	if slices.ContainsFunc(p.Entries, func(e entry) bool { return !e.guess }) {
		p.Entries = slices.DeleteFunc(p.Entries, func(e entry) bool { return e.guess })
	}
	if len(p.Entries) == 0 {
		p.Note = "nothing at hand knows it"
		if k.mpfs == nil || k.cpt == nil {
			p.Note += "; CPT, fees, edits and ICD-11 come from release files: -release PATH"
		}
	}
	return p
}
