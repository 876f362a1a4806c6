// Package research is about what researchers and actuaries make of coded
// diagnoses: comorbidities, disease categories and cases of a disease.
//
// Tens of thousands of codes are too many for a regression or a report, so the
// trade has classifications over them. The comorbidity measures of Elixhauser
// ([Elixhauser], as AHRQ refined them for ICD-10-CM) and of Charlson
// ([Charlson], as Quan and others coded them), and the other indices of papers
// that are data here ([Index]: Deyo, van Walraven, frailty, Gagne, and the complex chronic conditions of children,
// which procedures show too) say which chronic conditions a
// patient brought along, and weigh them into one number. AHRQ's Clinical
// Classifications Software Refined ([CCSR]) puts every diagnosis into one or
// more of some five hundred clinical categories, and its Chronic Condition
// Indicator ([CCIR]) says whether it is chronic. Public-health agencies count
// cases by sets of codes ([Definition]). Risk adjustment for payment is in the
// package risk beside this one.
//
// Three questions decide whether such a figure is right, and all of them are
// asked here. Was the condition present on admission, or a complication of the
// stay? When was it coded: which days count is the look-back window? And which
// code gave which category? Every measure has a fast form that gives a result
// and one that gives the [Evidence].
//
// A [Diagnosis] carries what they need: code, system, present-on-admission
// indicator, date, and whether it is the principal one. [Run] takes long tables
// of them, larger than memory, to one row per person or stay.
package research
