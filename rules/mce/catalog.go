package mce

import "github.com/medcode/medcode/rules"

// The edits, with their number in chapter 1 of the Definitions of Medicare Code
// Edits. Those marked ICD-9 ended before or with ICD-9.
const (
	AgeConflict                Edit = iota // 4
	Bilateral                              // 13, ICD-9
	DuplicateOfPrincipal                   // 3
	ExternalCauseAsPrincipal               // 2
	InconsistentLengthOfStay               // 19
	InvalidAdmitting                       // 1, of the admitting diagnosis
	InvalidAge                             // 14
	InvalidCode                            // 1
	InvalidDischargeStatus                 // 16
	InvalidSex                             // 15
	LimitedCoverage                        // 17
	LimitedArtificialHeart                 // 17, ICD-9
	LimitedHeartLungTransplant             // 17, ICD-9
	LimitedHeartImplant                    // 17, ICD-9
	LimitedHeartTransplant                 // 17, ICD-9
	LimitedIntestineTransplant             // 17, ICD-9
	LimitedKidneyTransplant                // 17, ICD-9
	LimitedLiverTransplant                 // 17, ICD-9
	LimitedLungTransplant                  // 17, ICD-9
	LimitedLungVolumeReduction             // 17, ICD-9
	LimitedPancreasTransplant              // 17, ICD-9
	ManifestationAsPrincipal               // 6
	SecondaryPayer                         // Medicare as secondary payer, ICD-9
	NonspecificOR                          // 10, ICD-9
	NonspecificPrincipal                   // 7, ICD-9
	NonCovered                             // 11
	OpenBiopsy                             // 12, ICD-9
	QuestionableAdmission                  // 8 A
	QuestionableObstetric                  // 8 B
	RequiresSecondary                      // 9
	SexConflict                            // 5
	UnacceptablePrincipal                  // 9
	Unspecified                            // 20
	WrongProcedure                         // 18
	numEdits
)

// An entry is an edit: its name in CMS's software, what its rule says, its
// samples, and what turns it on.
type entry struct {
	edit Edit
	cms  string // its name in CMS's software

	id, name string
	number   string // of the edit in chapter 1 of the manual; "" where the manual has dropped it
	says     string
	clause   string // follows the code in a message
	way      string // the way out
	needs    string // beside the day of discharge

	fails, passes []string // samples, in the notation of package claimtest

	severity    rules.Severity
	disposition rules.Disposition
	review      bool // CMS decides it after payment
	coverage    bool // what Medicare covers, and where: not about claims of other payers

	// The flags that the edit turns on, of diagnoses and of procedures: the
	// rule is in force while rows carry them. None: as long as the release.
	diagnosis, procedure Flags
}

// entries holds the edits in the order of the manual. What contractors do about
// them is in the Medicare Claims Processing Manual, chapter 3, section 20.2.1.D:
// its text decided the dispositions of edits 1, 2, 9 and 11, the others follow
// their pattern: what a hospital can correct is returned, what needs a judgement
// suspended, what was only flagged for review passes with a warning.
var entries = []entry{
	{
		edit: InvalidCode, cms: "INVALID_CODE", id: "invalid-code", name: "Invalid diagnosis or procedure code", number: "1",
		says:     "Every diagnosis and procedure must be a code that is valid on the day of discharge: an ICD-10-CM or ICD-10-PCS code of that fiscal year, complete to its last character. A place of blanks or zeros counts as empty, except the principal diagnosis.",
		fails:    []string{"2016-10-01 | E10.321:Y", "| I50.9 | 0DTJ9ZZ"},
		passes:   []string{"2016-09-30 | E10.321:Y", "| I50.9 | 0DTJ4ZZ"},
		clause:   "is not a valid code on the day of discharge",
		way:      "look the code up in the code set of the fiscal year of discharge",
		severity: rules.Error, disposition: rules.ReturnToProvider,
	},
	{
		edit: InvalidAdmitting, cms: "INVALID_ADMIT_DX", id: "invalid-admitting-diagnosis", name: "Invalid admitting diagnosis", number: "1",
		says:     "The admitting diagnosis, where there is one, must be a code that is valid on the day of discharge. The editor reports it without holding the claim.",
		fails:    []string{"admitting:I50 | I50.9"},
		passes:   []string{"admitting:R06.02 | I50.9", "admitting:000 | I50.9"},
		clause:   "is not a valid code on the day of discharge",
		way:      "look the code up in the code set of the fiscal year of discharge",
		severity: rules.Warning, disposition: rules.ReturnToProvider,
	},
	{
		edit: ExternalCauseAsPrincipal, cms: "E_CODE_AS_PDX", id: "external-cause-as-principal", name: "External cause as principal diagnosis", number: "2",
		says:     "A code for the circumstances of an injury (V to Y in ICD-10-CM, E in ICD-9-CM) says how it came about and not what it is, and may not be the principal diagnosis.",
		fails:    []string{"| W18.30XA"},
		passes:   []string{"| S72.001A W18.30XA"},
		clause:   "is an external cause and may not be the principal diagnosis",
		way:      "put the injury first and the external cause after it",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: ecodepdx,
	},
	{
		edit: DuplicateOfPrincipal, cms: "DUPLICATE_OF_PDX", id: "duplicate-of-principal", name: "Duplicate of the principal diagnosis", number: "3",
		says:     "A secondary diagnosis may not repeat the principal diagnosis, where it might count as a complication of itself.",
		fails:    []string{"| I25.10 I10 I25.10"},
		passes:   []string{"| I25.10 I25.2 I25.2"},
		clause:   "repeats the principal diagnosis",
		way:      "remove the repetition",
		severity: rules.Error, disposition: rules.Warn,
	},
	{
		edit: AgeConflict, cms: "AGE_CONFLICT", id: "age-conflict", name: "Age conflict", number: "4",
		says:     "Some diagnoses occur only at certain ages: those of the newborn at 0, pediatric ones from 0 to 17, those of pregnancy from 9 to 64 (12 to 55 before October 1, 2019), adult ones from 15 to 124. One outside its range means that the diagnosis or the age is wrong.",
		fails:    []string{"40y | A33", "2019-10-01 65y F | A34"},
		passes:   []string{"0y | A33", "2019-10-01 64y F | A34"},
		clause:   "does not occur at the patient's age",
		way:      "check the birth date, then the diagnosis",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		needs:     "the patient's birth date or age",
		diagnosis: newborn | pediatric | maternity | adult,
	},
	{
		edit: SexConflict, cms: "SEX_CONFLICT", id: "sex-conflict", name: "Sex conflict", number: "5",
		says:     "Some diagnoses and procedures occur only in one sex. One that contradicts the patient's, or that meets an unknown sex, means that the code or the sex is wrong. CMS ended this edit for discharges from October 1, 2024.",
		fails:    []string{"F 2024-09-30 | C61", "M 2024-09-30 | N81.4 | 0UT90ZZ"},
		passes:   []string{"M 2024-09-30 | C61", "F 2024-10-01 | C61"},
		clause:   "does not occur in the patient's sex",
		way:      "check the sex, then the code",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: male | female, procedure: male | female,
	},
	{
		edit: ManifestationAsPrincipal, cms: "MANIFESTATION_AS_PDX", id: "manifestation-as-principal", name: "Manifestation as principal diagnosis", number: "6",
		says:     "A code for the manifestation of a disease may not be the principal diagnosis; the disease comes first.",
		fails:    []string{"| D63.0 C90.00"},
		passes:   []string{"| C90.00 D63.0"},
		clause:   "is a manifestation and may not be the principal diagnosis",
		way:      "put the underlying disease first",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: manifestation,
	},
	{
		edit: NonspecificPrincipal, cms: "NONSPECIFIC_PDX", id: "nonspecific-principal", name: "Nonspecific principal diagnosis", number: "7",
		says:     "In the ICD-9 years, a principal diagnosis not otherwise specified was flagged for review, unless the patient died.",
		fails:    []string{"nine 2006-04-15 | 7999"},
		passes:   []string{"nine 2006-04-15 status:20 | 7999"},
		clause:   "is nonspecific as a principal diagnosis",
		way:      "report a more specific code where the record supports one",
		severity: rules.Note, disposition: rules.Warn,
		review: true, diagnosis: nonspecific,
	},
	{
		edit: QuestionableAdmission, cms: "QUESTIONABLE_ADMISSION", id: "questionable-admission", name: "Questionable admission", number: "8 A",
		says:     "Some diagnoses do not usually justify admission to an acute-care hospital, and are questioned as principal diagnosis.",
		fails:    []string{"| I10"},
		passes:   []string{"| I50.9 I10"},
		clause:   "does not usually justify an admission",
		way:      "check that the principal diagnosis is the condition that occasioned the admission",
		severity: rules.Warning, disposition: rules.Suspend,
		diagnosis: qadm,
	},
	{
		edit: QuestionableObstetric, cms: "QUESTIONABLE_OBSTETRIC_ADMISSION", id: "questionable-obstetric-admission", name: "Questionable obstetric admission", number: "8 B",
		says:     "A cesarean section or vaginal delivery needs a secondary diagnosis for the outcome of delivery (Z37).",
		fails:    []string{"F 30y | O80 | 10E0XZZ"},
		passes:   []string{"F 30y | O80 Z37.0 | 10E0XZZ"},
		clause:   "is a delivery, and no secondary diagnosis gives its outcome",
		way:      "add the Z37 code for the outcome of delivery",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		procedure: csect | vagdel,
	},
	{
		edit: UnacceptablePrincipal, cms: "UNACCEPTABLE_PDX", id: "unacceptable-principal", name: "Unacceptable principal diagnosis", number: "9",
		says:     "Codes for circumstances that influence health, such as a family history, and others that are no current illness or injury may not be the principal diagnosis.",
		fails:    []string{"| Z37.0"},
		passes:   []string{"| O80 Z37.0"},
		clause:   "is not acceptable as principal diagnosis",
		way:      "put the condition that occasioned the admission first",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: unacceptable,
	},
	{
		edit: RequiresSecondary, cms: "REQUIRES_SDX", id: "requires-secondary", name: "Principal diagnosis requires a secondary", number: "9",
		says:     "A few codes are acceptable as principal diagnosis only beside a secondary diagnosis that says what the care was for.",
		fails:    []string{"| Z51.89"},
		passes:   []string{"| Z51.89 I50.9"},
		clause:   "as principal diagnosis needs a secondary diagnosis beside it",
		way:      "add the diagnosis that the care was for",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: reqsdx,
	},
	{
		edit: NonspecificOR, cms: "NONSPECIFIC_OR", id: "nonspecific-or-procedure", name: "Nonspecific operating-room procedure", number: "10",
		says:     "In the ICD-9 years, operating-room procedures not otherwise specified were flagged for review where the claim had no specific one.",
		fails:    []string{"nine 2006-04-15 | 4280 | 8100"},
		passes:   []string{"nine 2006-04-15 | 4280 | 8100 8101"},
		clause:   "is a nonspecific operating-room procedure, and the claim has no specific one",
		way:      "report a more specific code where the record supports one",
		severity: rules.Note, disposition: rules.Warn,
		review: true, procedure: nonspecific,
	},
	{
		edit: NonCovered, cms: "NON_COVERED", id: "non-covered", name: "Non-covered procedure", number: "11",
		says:     "Medicare does not pay for some procedures at all, and for others only or not beside certain codes: a pancreas transplant only with a kidney transplant or type 1 diabetes, autologous bone marrow not for certain leukemias, sterilization not as such (Z302), lumbar artificial discs not over age 60.",
		fails:    []string{"F | Z30.2 | 0U570ZZ", "61y | I25.10 | 0SR20JZ"},
		passes:   []string{"F | N94.6 | 0U570ZZ", "60y | I25.10 | 0SR20JZ", "F commercial | Z30.2 | 0U570ZZ"},
		clause:   "is not covered by Medicare in this case",
		way:      "take the procedure and its charges off the covered claim (type of bill 11x) and bill them as non-covered (110) where a denial is wanted",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		coverage: true, procedure: noncovered | ncov2 | ncov3 | ncov45 | ncov6 | ncov7 | ncovZ302 | ncov8 | ncov12agele60 | ncov13a | artHeart | artHeartA,
	},
	{
		edit: OpenBiopsy, cms: "OPEN_BIOPSY", id: "open-biopsy", name: "Open biopsy check", number: "12",
		says:     "In the ICD-9 years, open biopsies were flagged for review, to tell them from needle and endoscopic ones.",
		fails:    []string{"nine 2009-04-15 | 4280 | 0112"},
		passes:   []string{"nine 2009-04-15 | 4280 | 0113"},
		clause:   "is an open biopsy",
		way:      "confirm that the biopsy was open",
		severity: rules.Note, disposition: rules.Warn,
		review: true, procedure: biopsy,
	},
	{
		edit: Bilateral, cms: "BILATERAL", id: "bilateral-procedure", name: "Bilateral procedure", number: "13",
		says:     "In the ICD-9 years, two different joint procedures of the lower limbs under a musculoskeletal principal diagnosis were flagged, since the codes do not say whether both were on one joint.",
		fails:    []string{"nine 2006-04-15 | 71535 | 8151 8154"},
		passes:   []string{"nine 2006-04-15 | 71535 | 8151 8151", "nine 2006-04-15 | 4280 | 8151 8154"},
		clause:   "is one of several joint procedures that may be on one joint or two",
		way:      "confirm that the procedures were on two joints",
		severity: rules.Note, disposition: rules.Warn,
		review: true, procedure: bilateral,
	},
	{
		edit: InvalidAge, cms: "INVALID_AGE", id: "invalid-age", name: "Invalid age", number: "14",
		says:     "The patient's age must be from 0 to 124 years.",
		fails:    []string{"130y | I50.9", "2026-05-01 born:2026-05-03 | P59.9"},
		passes:   []string{"124y | I50.9", "2026-05-01 born:2026-05-01 | P59.9"},
		way:      "correct the birth date",
		severity: rules.Error, disposition: rules.ReturnToProvider,
	},
	{
		edit: InvalidSex, cms: "INVALID_SEX", id: "invalid-sex", name: "Invalid sex", number: "15",
		says:     "The patient's sex must be given. For discharges from October 1, 2024 it may be unknown.",
		fails:    []string{"2024-09-30 | I50.9"},
		passes:   []string{"F 2024-09-30 | I50.9", "2024-10-01 | I50.9"},
		way:      "give the patient's sex",
		severity: rules.Error, disposition: rules.ReturnToProvider,
	},
	{
		edit: InvalidDischargeStatus, cms: "INVALID_DISCHARGE_STATUS", id: "invalid-discharge-status", name: "Invalid discharge status", number: "16",
		says:     "The patient discharge status must be one that was in use on the day of discharge.",
		fails:    []string{"status:08 | I50.9", "nine 2005-10-01 status:08 | 4280"},
		passes:   []string{"status:01 | I50.9", "nine 2005-09-30 status:08 | 4280"},
		way:      "give a status in use on the day of discharge",
		severity: rules.Error, disposition: rules.ReturnToProvider,
	},
	{
		edit: LimitedCoverage, cms: "LIMITED_COVERAGE", id: "limited-coverage", name: "Limited coverage", number: "17",
		says:     "Medicare covers certain costly procedures, transplants above all, only in hospitals approved for them and under conditions.",
		fails:    []string{"| I50.9 | 02YA0Z0", "| E10.10 | 0FYG0Z0"},
		passes:   []string{"| I25.10 | 0FYG0Z0", "commercial | I50.9 | 02YA0Z0"},
		clause:   "is covered by Medicare only in approved hospitals and under conditions",
		way:      "confirm that the hospital is approved and the conditions are met",
		severity: rules.Warning, disposition: rules.Suspend,
		coverage: true, procedure: lcov | ncov45 | artHeartA,
	},
	limited(LimitedArtificialHeart, "LIMITED_COVERAGE_ARTIFICIAL_HEART", "artificial-heart", "artificial heart", "4280 V707 | 3752", "4280 | 3752", artHeart),
	limited(LimitedHeartLungTransplant, "LIMITED_COVERAGE_COMBINATION_HEART_LUNG_TRANSPLANT", "heart-lung-transplant", "combined heart and lung transplant", "4280 | 336", "4280 | 3751", lcovHeartLung),
	limited(LimitedHeartImplant, "LIMITED_COVERAGE_HEART_IMPLANT", "heart-implant", "heart assist system", "4280 | 3766", "4280 | 3751", lcovHeartSystem),
	limited(LimitedHeartTransplant, "LIMITED_COVERAGE_HEART_TRANSPLANT", "heart-transplant", "heart transplant", "4280 | 3751", "4280 | 3766", lcovHeart),
	limited(LimitedIntestineTransplant, "LIMITED_COVERAGE_INTESTINE_MULTI_VISCERAL_TRANSPLANT", "intestine-transplant", "intestine or multivisceral transplant", "4280 | 4697", "4280 | 3751", lcovIntestine),
	limited(LimitedKidneyTransplant, "LIMITED_COVERAGE_KIDNEY_TRANSPLANT", "kidney-transplant", "kidney transplant", "4280 | 5569", "4280 | 3751", lcovKidney),
	limited(LimitedLiverTransplant, "LIMITED_COVERAGE_LIVER_TRANSPLANT", "liver-transplant", "liver transplant", "5712 | 5059", "4280 | 3751", lcovLiver),
	limited(LimitedLungTransplant, "LIMITED_COVERAGE_LUNG_TRANSPLANT", "lung-transplant", "lung transplant", "4280 | 3350", "4280 | 3751", lcovLung),
	limited(LimitedLungVolumeReduction, "LIMITED_COVERAGE_LVRS", "lung-volume-reduction", "lung volume reduction", "4280 | 3222", "4280 | 3751", lcovLungReduction),
	limited(LimitedPancreasTransplant, "LIMITED_COVERAGE_PANCREAS_TRANSPLANT", "pancreas-transplant", "pancreas transplant", "25001 | 5280", "4280 | 5280", lcovPancreas),
	{
		edit: WrongProcedure, cms: "WRONG_PROCEDURE_PERFORMED", id: "wrong-procedure", name: "Wrong procedure performed", number: "18",
		says:     "The external causes Y65.51, Y65.52 and Y65.53 say that the wrong procedure was done, or on the wrong patient or side. Medicare does not pay for these.",
		fails:    []string{"| S72.001A Y65.51"},
		passes:   []string{"| S72.001A Y65.8"},
		clause:   "says that a wrong procedure was performed",
		way:      "bill the surgical error as non-covered (type of bill 110), apart from the covered care",
		severity: rules.Error, disposition: rules.Deny,
		diagnosis: wrngproc,
	},
	{
		edit: InconsistentLengthOfStay, cms: "INCONSISTENT_WITH_LENGTH_OF_STAY", id: "inconsistent-length-of-stay", name: "Procedure inconsistent with length of stay", number: "19",
		says:     "Ventilation of more than 96 consecutive hours needs a stay of at least five days (in ICD-9, four).",
		fails:    []string{"4d | J96.01 | 5A1955Z"},
		passes:   []string{"5d | J96.01 | 5A1955Z", "4d | J96.01 | 5A1945Z"},
		clause:   "takes longer than the stay lasted",
		way:      "check the hours of ventilation and the dates of the stay",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		needs:     "the day of admission",
		procedure: los,
	},
	{
		edit: Unspecified, cms: "UNSPECIFIED", id: "unspecified-code", name: "Unspecified code", number: "20",
		says:     "From April 1, 2022, a code of unspecified laterality is questioned where its family has codes for right, left or bilateral, wherever it stands.",
		fails:    []string{"| H05.019"},
		passes:   []string{"| H05.011", "2022-03-31 | H05.019"},
		clause:   "leaves the side open, and its family has codes for right, left or bilateral",
		way:      "report the side, or the remark that it can't be determined",
		severity: rules.Error, disposition: rules.ReturnToProvider,
		diagnosis: unspecified,
	},
	{
		edit: SecondaryPayer, cms: "MEDICARE_IS_SECONDARY_PAYER", id: "secondary-payer", name: "Medicare as secondary payer", number: "",
		says:     "In the ICD-9 years, certain diagnoses of injury drew attention to other insurance that might have to pay first.",
		fails:    []string{"nine 1999-05-01 | 8500"},
		passes:   []string{"nine 1999-05-01 | 4280"},
		clause:   "suggests that another insurer may have to pay first",
		way:      "ask whether another insurer is liable",
		severity: rules.Note, disposition: rules.Warn,
		review: true, coverage: true, diagnosis: msp,
	},
}

// limited returns an edit of limited coverage that was told apart in the ICD-9
// years, with the codes of a claim that has it and of one that has not.
func limited(e Edit, cms, id, organ, fails, passes string, f Flags) entry {
	return entry{
		edit: e, cms: cms, id: "limited-coverage-" + id, name: "Limited coverage: " + organ, number: "17",
		says:     "In the ICD-9 years, limited coverage named what it was about: " + organ + ", covered only in approved hospitals and under conditions.",
		fails:    []string{"nine 2009-04-15 | " + fails},
		passes:   []string{"nine 2009-04-15 | " + passes},
		clause:   "is covered by Medicare only in approved hospitals and under conditions",
		way:      "confirm that the hospital is approved and the conditions are met",
		severity: rules.Warning, disposition: rules.Suspend,
		coverage: true, procedure: f,
	}
}

// What entries say of each edit, and the edits that CMS decides before payment,
// after it, and those of what Medicare covers.
var editNames, prepayment, postpayment, coverage = func() (names [numEdits]string, before, after, covers Edits) {
	for i := range entries {
		e := &entries[i]
		names[e.edit] = e.cms
		switch {
		case e.review:
			after |= 1 << e.edit
		case e.edit != InvalidAdmitting: // by itself decides nothing
			before |= 1 << e.edit
		}
		if e.coverage {
			covers |= 1 << e.edit
		}
	}
	return names, before, after, covers
}()
