package words

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/pack"
)

// The compiled form of the texts of a finder, as package wordsdata embeds it: a
// pack of the words, the codes, the texts with the numbers of their words, and
// where the texts stand, in parts that are inflated when an answer needs them.
const mark = "mcWORDS1"

const (
	partWords = iota
	partCodes
	partTexts
	partWhys // and those behind it
)

// perPart is how many texts a part of whys has.
const perPart = 512

// MarshalBinary returns the compiled form of the texts of a finder, for Decode.
func (f *Finder) MarshalBinary() ([]byte, error) { return f.texts.compile(), nil }

// MarshalBinary returns the compiled form of the texts of a finder, for
// DecodeProcedures.
func (f *ProcedureFinder) MarshalBinary() ([]byte, error) { return f.texts.compile(), nil }

// Decode returns a finder from its compiled form, of the codes that the release
// has, in a tenth of the time that New takes. Errors wrap
// [medcode.ErrSyntax] or [medcode.ErrLayout].
func Decode(data []byte, r *cm.Release) (*Finder, error) {
	t, err := decode(data)
	if err != nil {
		return nil, err
	}
	f := &Finder{release: r}
	f.engine.start(t, diagnosisLists)
	return f, nil
}

// DecodeProcedures is Decode for procedures.
func DecodeProcedures(data []byte, r *pcs.Release) (*ProcedureFinder, error) {
	t, err := decode(data)
	if err != nil {
		return nil, err
	}
	f := &ProcedureFinder{release: r}
	f.engine.start(t, procedureLists)
	return f, nil
}

func (t *texts) compile() []byte {
	docs := make([][]post, len(t.all))
	for id, posts := range t.posts {
		for _, p := range posts {
			docs[p.text] = append(docs[p.text], post{int32(id), p.optional})
		}
	}
	var words, codes, all pack.Writer
	words.String(strings.Join(t.words, "\n"))
	codes.String(strings.Join(t.codes, "\n"))
	all.Int(len(t.all))
	for n, x := range t.all {
		all.Int(int(x.item))
		all.Byte(byte(x.source))
		all.Bool(x.rank < 1)
		all.Int(len(docs[n]))
		for _, p := range docs[n] {
			id := int(p.text) << 1
			if p.optional {
				id |= 1
			}
			all.Int(id)
		}
	}
	parts := [][]byte{words.Bytes(), codes.Bytes(), all.Bytes()}
	for from := 0; from < len(t.all); from += perPart {
		var w pack.Writer
		for n := from; n < min(from+perPart, len(t.all)); n++ {
			w.String(t.whys.of(int32(n)))
		}
		parts = append(parts, w.Bytes())
	}
	return pack.Join(mark, parts)
}

func decode(data []byte) (*texts, error) {
	p, err := pack.Open(mark, data)
	if err != nil {
		return nil, err
	}
	words, codes, all := p.Part(partWords), p.Part(partCodes), p.Part(partTexts)
	t := &texts{words: strings.Split(words.String(), "\n"), codes: strings.Split(codes.String(), "\n"), whys: whys{pack: p}}
	t.ids = make(map[string]int32, len(t.words))
	for i, w := range t.words {
		t.ids[w] = int32(i)
	}
	t.all = make([]text, all.Len(4))
	t.whys.parts = make([]atomic.Pointer[[]string], max(p.Len()-partWhys, 0))
	docs := make([][]post, len(t.all))
	var room []post
	for n := range t.all {
		x := text{item: int32(all.Int()), source: source(all.Byte()), rank: 1}
		if all.Bool() {
			x.rank = behind
		}
		count := all.Len(1)
		if len(room) < count {
			room = make([]post, max(count, 1<<16))
		}
		docs[n], room = room[:count:count], room[count:]
		for i := range docs[n] {
			id := all.Int()
			if id>>1 >= len(t.words) {
				return nil, fmt.Errorf("compiled texts with a word that there is not: %w", medcode.ErrSyntax)
			}
			docs[n][i] = post{int32(id >> 1), id&1 != 0}
		}
		if int(x.item) >= len(t.codes) || int(x.source) >= len(weights) {
			return nil, fmt.Errorf("compiled texts with a code that there is not: %w", medcode.ErrSyntax)
		}
		t.all[n] = x
	}
	if words.Err() || codes.Err() || all.Err() || !all.Done() || len(t.whys.parts) != (len(t.all)+perPart-1)/perPart {
		return nil, fmt.Errorf("compiled texts that end too early or too late: %w", medcode.ErrSyntax)
	}
	t.weigh(docs)
	return t, nil
}

// whys are where texts stand: all of them, or parts that are inflated when they
// are first asked for.
type whys struct {
	all   []string
	pack  *pack.Pack
	parts []atomic.Pointer[[]string]
}

func (w *whys) of(text int32) string {
	if w.pack == nil {
		return w.all[text]
	}
	part, n := text/perPart, text%perPart
	if known := w.parts[part].Load(); known != nil {
		return (*known)[n]
	}
	all := make([]string, perPart)
	r := w.pack.Part(partWhys + int(part))
	for i := range all {
		all[i] = r.String()
	}
	w.parts[part].Store(&all)
	return all[n]
}
