package pack

import "github.com/medcode/medcode"

// Date writes a date; the zero Date is 0.
func (w *Writer) Date(d medcode.Date) { w.Int(d.DaysSince(medcode.Date{})) }

// Date reads a date.
func (r *Reader) Date() medcode.Date {
	n := r.Int()
	if n == 0 {
		return medcode.Date{}
	}
	return medcode.NewDate(1, 1, 1).AddDays(n - 1)
}

// Provenance writes where a set comes from.
func (w *Writer) Provenance(p medcode.Provenance) {
	w.String(p.System)
	w.String(p.Release)
	w.Date(p.Effective.From)
	w.Date(p.Effective.To)
	w.Int(len(p.Files))
	for _, f := range p.Files {
		w.String(f.Name)
		w.Int(int(f.Size))
		w.String(f.SHA256)
	}
}

// Provenance reads where a set comes from.
func (r *Reader) Provenance() medcode.Provenance {
	p := medcode.Provenance{System: r.String(), Release: r.String(), Effective: medcode.Period{From: r.Date(), To: r.Date()}}
	p.Files = make([]medcode.File, r.Len(3))
	for i := range p.Files {
		p.Files[i] = medcode.File{Name: r.String(), Size: int64(r.Int()), SHA256: r.String()}
	}
	return p
}
