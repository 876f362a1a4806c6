package guideline

import (
	mathbits "math/bits"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// Options are the releases that the rules look codes up in. Rules that lack
// what they need, a release or a part of it, are undecided.
type Options struct {
	CM  *cm.Library  // releases with the tabular list, for titles and notes
	PCS *pcs.Library // releases with the tables
}

// Pack returns the rules on the classification's notes and guidelines. The
// index of a release is made when the first claim of its time is checked.
func Pack(o Options) rules.Pack {
	ch := newChecker(o)
	p := rules.Pack{Name: "guideline", Title: "ICD-10-CM and ICD-10-PCS guidelines and notes", Check: ch.check, Edition: rules.GuidelinesEdition, Release: ch.release}
	for i := range ch.rules {
		p.Rules = append(p.Rules, ch.rules[i].Rule)
	}
	for _, ix := range ch.indexes {
		p.Sources = append(p.Sources, ix.release.Provenance())
	}
	if o.PCS != nil {
		for r := range o.PCS.Releases() {
			p.Sources = append(p.Sources, r.Provenance())
		}
	}
	return p
}

// A rule is a rule of the pack with its check.
type rule struct {
	rules.Rule
	// The rule is about claims that have one of when and either, where these say
	// anything, and each of with. Others it is not asked about, as it finds nothing
	// in them. A rule that says none of the three is asked about every claim.
	when   marks
	either []set
	with   []set

	needs needs
	check func(v *view, r rules.Reporter)
}

// needs are what a rule must have beside the claim.
type needs uint8

const (
	aRelease    needs = 1 << iota // of ICD-10-CM
	theTabular                    // a release with the tabular list
	aPCSRelease                   // of ICD-10-PCS
	thePCSTables
)

func allRules(b *book) []rule {
	return []rule{
		headerCode(), seventhCharacter(), sameCodeTwice(), // the code itself
		excludes1(), codeFirstOrder(), codeFirstMissing(b), codeFirstPrincipal(), manifestationFirst(), useAdditionalMissing(),
		sideUnspecified(), sideBesideBilateral(), sidesNotBilateral(),
		unspecifiedBesideSpecific(b), unspecifiedCode(), combinationCode(),
		sequelaFirst(), sequelaWithAcute(b), encountersMixed(),
		externalCauseFirst(), externalCauseEncounter(), underdosingFirst(), firstOnly(),
		hivStatusBeside(), hivRelatedBefore(), hivInPregnancy(),
		severeSepsisFirst(), severeSepsisInfection(), severeSepsisOrgan(), sepsisSequence(), postproceduralShock(b),
		therapyNeoplasm(), historyBesideCurrent(b),
		diabetesTypes(), gestationalDiabetes(), diabetesInPregnancy(),
		obstetricFirst(), trimesterWeeks(), normalDelivery(), outcomeOfDelivery(), motherAndNewborn(),
		ageConflict(), sexConflict(b), uncertainDiagnosis(),
		// by chapter
		respiratoryFailure(b), kidneyStages(b), kidneyDialysis(b), subsequentInfarction(b),
		hypertensiveCrisis(b), strokeScale(b), hypertensionInPregnancy(b), anemiaInPregnancy(b),
		substanceInPregnancy(b), covidInPregnancy(b), weeksWithAbortion(b), weeksMissing(b),
		outcomeWithoutDelivery(b), trimesterUnspecified(b), livebornLater(b), livebornMissing(b),
		newbornSepsis(b), bodyMassAlone(b), bodyMassInPregnancy(b), bodyMassTwice(b),
		sirsWithSepsis(b), severeSepsisTwice(b), covidNotFirst(b), postCovidFirst(b),
		aftercareOfInjury(b), disseminatedNeoplasm(b), unknownPrimary(b), substancePattern(b),
		poisoningNotFirst(b), burnDegrees(b), burnOrder(b), burnExtentOfSequela(b), burnExtentFirst(b), obstetricDetail(b), weeksConflict(b),
		osteoporosisFracture(b), placeOfOccurrence(b), neverFirst(b), unstageableUlcer(b),
		resistantHypertension(b), birthWeights(b), outcomeFetuses(b), symptomIntegral(b),
		diabetesWith(b), organismTwice(b), superficialInjury(b), drugMissing(b),
		manifestationAlone(b), lineSide(b), procedureSide(b),
		newbornWeightOrder(b), gestationalControl(b), transplantStatus(b), secondaryWithoutPrimary(b), abnormalFindings(b),
		withAndWithout(b), twoGrades(b), exposureBesideDisease(b), neoplasmPain(b), infarctionTypes(b), ventilatorPneumonia(b), vapingFirst(b),
		fetusOfSeveral(b), newbornSize(b), burnExtentDegree(b), drugIntents(b), suspectedAbuse(b), weeksTwice(b), comaScale(b), legArtery(b), followupOfCancer(b),
		bodyMassClass(b), receptorStatus(b), fibrillationTypes(b), fractureTwice(b),
		absentPart(b), correctedMalformation(b), fractureTypes(b), statusFirst(b), operationSex(),
		acuteOnChronic(b), outcomeTwice(b), cesareanWithoutIndication(b), deviceInfection(b), deviceStatus(b), puerperalSepsis(b),
		pcsTable(), pcsInspection(), pcsExcision(), pcsBilateral(),
	}
}

// A checker checks claims by all rules, with what they need from releases.
type checker struct {
	rules   []rule
	sets    *sets
	book    *book
	cm      *cm.Library
	pcs     *pcs.Library
	indexes []*index
	views   sync.Pool

	// Which rules a claim may be about, by the marks and sets of its codes: the
	// answer costs by the codes, and not by the rules.
	always ruleBits
	byMark [64]ruleBits
	bySet  []ruleBits
}

// ruleBits are rules of a checker, by their index.
type ruleBits [3]uint64

func (b *ruleBits) add(i int) { b[i>>6] |= 1 << (i & 63) }

func (b *ruleBits) join(c *ruleBits) {
	for i := range b {
		b[i] |= c[i]
	}
}

func newChecker(o Options) *checker {
	ch := &checker{sets: newSets(), book: newBook(), cm: o.CM, pcs: o.PCS}
	ch.rules = allRules(ch.book)
	ch.sort()
	if o.CM != nil {
		for r := range o.CM.Releases() {
			ch.indexes = append(ch.indexes, &index{release: r, name: "ICD-10-CM " + r.Provenance().Release, sets: ch.sets, book: ch.book})
		}
	}
	ch.views.New = func() any { return &view{sets: ch.sets, book: ch.book, lib: ch.cm, shelf: ch.pcs} }
	return ch
}

// sort enters each rule under the marks and sets of which a claim must have one
// for the rule to be about it.
func (ch *checker) sort() {
	ch.bySet = make([]ruleBits, ch.book.n)
	for i := range ch.rules {
		r := &ch.rules[i]
		switch {
		case r.when != 0 || r.either != nil:
			for m := r.when; m != 0; m &= m - 1 {
				ch.byMark[mathbits.TrailingZeros64(uint64(m))].add(i)
			}
			for _, s := range r.either {
				ch.bySet[s].add(i)
			}
		case r.with != nil:
			ch.bySet[r.with[0]].add(i)
		default:
			ch.always.add(i)
		}
	}
}

// candidates returns the rules that the claim may be about.
func (ch *checker) candidates(v *view) ruleBits {
	all := ch.always
	for m := v.marks; m != 0; m &= m - 1 {
		all.join(&ch.byMark[mathbits.TrailingZeros64(uint64(m))])
	}
	for at, word := range v.all {
		for ; word != 0; word &= word - 1 {
			all.join(&ch.bySet[at<<6|mathbits.TrailingZeros64(word)])
		}
	}
	return all
}

// concerns reports whether a rule is about the claim.
func (v *view) concerns(r *rule) bool {
	if (r.when != 0 || r.either != nil) && v.marks&r.when == 0 && !slices.ContainsFunc(r.either, v.has) {
		return false
	}
	for _, s := range r.with {
		if !v.all.has(s) {
			return false
		}
	}
	return true
}

func (ch *checker) check(c *rules.Claim, run *rules.Run) {
	v := ch.views.Get().(*view)
	defer ch.views.Put(v)
	if c.ICD != rules.ICD10 {
		for i := range ch.rules {
			run.Rule(i).NotApplicable("the claim is coded in ICD-9-CM")
		}
		return
	}
	ix, procedures := ch.holding(v, run.Date())
	v.load(c, run, ix, procedures)
	defer v.clear()
	if ix == nil { // titles can't tell what a rule is about
		for i := range ch.rules {
			ch.judge(v, i)
		}
		return
	}
	for at, word := range ch.candidates(v) {
		for ; word != 0; word &= word - 1 {
			ch.judge(v, at<<6|mathbits.TrailingZeros64(word))
		}
	}
}

// judge judges the claim by rule i.
func (ch *checker) judge(v *view, i int) {
	r, rule := v.run.Rule(i), &ch.rules[i]
	if v.ix != nil && !v.concerns(rule) || !r.Wanted() {
		return
	}
	if lack := v.lacks(rule.needs); lack != "" {
		r.Undecided(lack)
	} else if v.concerns(rule) {
		rule.check(v, r)
	}
}

// holding returns the releases that hold on a date.
func (ch *checker) holding(v *view, on medcode.Date) (*index, *pcs.Release) {
	if h := &v.held; !h.known || h.day != on {
		*h = held{on, true, ch.index(on), ch.procedures(on)}
	}
	return v.held.ix, v.held.pcs
}

// index returns the index of the release that holds on a date, or nil.
func (ch *checker) index(on medcode.Date) *index {
	if ch.cm == nil {
		return nil
	}
	release, err := ch.cm.On(on)
	if err != nil {
		return nil
	}
	if !release.Parts().Tabular { // the notes of its year may stand in the update's list
		for r := range ch.cm.Releases() {
			if from := r.Provenance().Effective.From; r.Parts().Tabular && from.FiscalYear() == on.FiscalYear() {
				release = r
			}
		}
	}
	ix := ch.indexes[slices.IndexFunc(ch.indexes, func(ix *index) bool { return ix.release == release })]
	ix.once.Do(ix.build)
	return ix
}

// release names the release whose notes judge claims of a date.
func (ch *checker) release(on medcode.Date) string {
	if ix := ch.index(on); ix != nil {
		return ix.name
	}
	return ""
}

func (ch *checker) procedures(on medcode.Date) *pcs.Release {
	if ch.pcs == nil {
		return nil
	}
	release, err := ch.pcs.On(on)
	if err != nil {
		return nil
	}
	return release
}

// covidFrom is since when U07.1 is a code.
var covidFrom = medcode.Period{From: medcode.NewDate(2020, 4, 1)}

// icd10 is since when claims are coded in ICD-10 (45 CFR 162.1002(c)).
var icd10 = medcode.Period{From: medcode.NewDate(2015, 10, 1)}

// section cites sections of the guidelines.
func section(names ...string) []rules.Citation {
	var all []rules.Citation
	for _, name := range names {
		all = append(all, rules.Citation{Document: rules.GuidelinesCM, Section: "Section " + name})
	}
	return all
}

// pcsSection cites sections of the guidelines for procedures.
func pcsSection(name string) []rules.Citation {
	return []rules.Citation{{Document: rules.GuidelinesPCS, Section: name}}
}

// tabular cites a place of the tabular list.
func tabular(place string) rules.Citation {
	return rules.Citation{Document: "ICD-10-CM Tabular List of Diseases and Injuries", Section: place}
}
