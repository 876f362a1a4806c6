// Package rules checks claims against the coding rules that decide whether they
// are payable and whether the record behind them is complete.
//
// A claim is what a hospital or a clinician sends to a payer for one stay or
// one encounter: who, when, the diagnoses that say why, the procedures and
// lines that say what was done, and what is charged. Before it is paid it
// passes edits: tables and sentences published by CMS and others that find
// codes that do not exist, that contradict the patient's age, that may not
// stand first, that include one another, or that exceed what is plausible for
// one day. A claim that fails comes back, unpaid, weeks later; a provider that
// runs the same edits before sending corrects it the same day.
//
// A [Claim] holds its codes as they are written, so that a malformed one is a
// finding and not an error of the program; package claimfile reads claims from
// X12 837, JSON Lines and CSV. A [Rule] has an identity, a sentence, a citation
// and the dates it holds. Rules come in packs, one for each source:
//
//	rules/claim      what every claim must satisfy, whatever is on it
//	rules/codes      every code against its set on its date
//	rules/mce        the Medicare Code Editor, for inpatient claims
//	rules/ncci       the National Correct Coding Initiative, for lines
//	rules/modifier   modifiers of lines against their codes
//	rules/poa        present-on-admission indicators
//	rules/guideline  the Official Guidelines and the notes of ICD-10-CM
//	rules/audit      completeness, agreement and sampling
//	rules/screen     what stands out in a stream of claims
//	rules/billed     the billed DRG against the grouped one
//
// [New] makes a [Registry] of the packs a program wants, [Registry.For] narrows
// it to a [Profile], and [Registry.Check] turns a claim into findings, always
// in the same order:
//
//	reg, err := rules.New(mce.Pack(editor), poa.Pack(exempt))
//	...
//	reg, err = reg.For(rules.MedicareInpatient())
//	...
//	found, undecided := reg.Check(&claim)
//	for _, f := range found {
//		fmt.Println(f)
//	}
//	for _, o := range undecided {
//		fmt.Println(o.Rule.ID, "could not judge:", o.Reason)
//	}
//
// A rule that finds nothing may have passed, may not apply to this kind of
// claim, may not be in force on its date, or may be unable to judge for want of
// something the claim does not say. [Registry.Outcomes] tells these apart.
package rules
