package risk

// Factors are what a payment year makes of a model's raw score.
type Factors struct {
	Normalization   float64 // the raw score is divided by it
	CodingIntensity float64 // 0.059: the share taken off for the coding of Medicare Advantage plans
	Share           float64 // the part of the payment year's score that this model has, where two are blended
	Source          string
}

// FactorsOf returns the factors of a model for a payment year of Medicare
// Advantage plans. CMS's Announcements were not at hand: the one entry is as a
// public transcription has it (the share as several have), and is to be checked
// against the Announcement before anyone is paid by it. False is that a year
// isn't known here, and its factors are for the caller to give to
// [Score.Adjusted].
func FactorsOf(id ID, paymentYear int) (Factors, bool) {
	f, ok := factors[factorKey{id, paymentYear}]
	return f, ok
}

type factorKey struct {
	id   ID
	year int
}

var factors = map[factorKey]Factors{
	{V28, 2025}: {1.045, 0.059, 0.67, "Announcement of Calendar Year 2025 Medicare Advantage Capitation Rates, April 1, 2024"},
}
