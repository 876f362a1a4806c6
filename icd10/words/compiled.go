package words

import (
	"encoding/binary"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/pack"
)

// The compiled form of the texts of a finder, as package wordsdata embeds it: a
// pack whose parts need no parsing but when an answer needs them. The facts of
// texts, which every answer needs, are not deflated.
const mark = "mcWORDS2"

const (
	partWords     = iota // all of them
	partDirectory        // for each word, how many texts have it and how many bytes they take
	partFacts            // of texts: see factSize
	partBlocks           // texts by word, codes, and where texts stand, in blocks
)

// The sizes of blocks: of texts by word at least so many bytes, of codes and of
// where texts stand so many of them.
const (
	blockBytes = 1 << 13
	blockCodes = 1 << 10
	blockWhys  = 512
)

// factSize is how many bytes the facts of a text take: its item in three, its
// source with a bit for what stands behind another, its weight in two.
const factSize = 6

// MarshalBinary returns the compiled form of the texts of a finder, for Decode.
func (f *Finder) MarshalBinary() ([]byte, error) { return f.compiled() }

// MarshalBinary returns the compiled form of the texts of a finder, for
// DecodeProcedures.
func (f *ProcedureFinder) MarshalBinary() ([]byte, error) { return f.compiled() }

// Decode returns a finder from its compiled form, of the codes that the release
// has, in some milliseconds, where New takes a part of a second. Errors wrap
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
	var words, directory pack.Writer
	var facts []byte
	var blocks [][]byte
	words.String(strings.Join(t.words, "\n"))
	block := &pack.Writer{}
	for id := range t.words {
		from, last := len(block.Bytes()), post(0)
		posts := t.posts(int32(id))
		for _, p := range posts {
			block.Uint(uint64(p - last))
			last = p
		}
		directory.Int(len(posts))
		directory.Int(len(block.Bytes()) - from)
		if len(block.Bytes()) >= blockBytes || id == len(t.words)-1 {
			blocks = append(blocks, block.Bytes())
			block = &pack.Writer{}
		}
	}
	items := int32(0)
	for n := range int32(t.total) {
		x := t.text(n)
		items = max(items, x.item+1)
		src := byte(x.source) << 1
		if x.behind {
			src |= 1
		}
		facts = append(facts, byte(x.item), byte(x.item>>8), byte(x.item>>16), src)
		facts = binary.LittleEndian.AppendUint16(facts, uint16(x.whole/grain))
	}
	directory.Int(int(items))
	list := func(n, size int32, text func(int32) string) {
		for from := int32(0); from < n; from += size {
			var w pack.Writer
			for i := from; i < min(from+size, n); i++ {
				w.String(text(i))
			}
			blocks = append(blocks, w.Bytes())
		}
	}
	list(items, blockCodes, t.code)
	list(int32(t.total), blockWhys, t.why)
	parts := append([][]byte{words.Bytes(), directory.Bytes(), facts}, blocks...)
	return pack.JoinPlain(mark, parts, partFacts)
}

// A packed is a store of compiled texts.
type packed struct {
	pack  *pack.Pack
	facts string
	spots []spot // of words
	lists []atomic.Pointer[[]post]
	items int32
	codes stringBlocks
	whys  stringBlocks
}

// A spot is where the texts of a word stand.
type spot struct{ part, from int32 }

func decode(data []byte) (*texts, error) {
	p, err := pack.Open(mark, data)
	if err != nil {
		return nil, err
	}
	words, directory := p.Part(partWords), p.Part(partDirectory)
	s := &packed{pack: p, facts: p.Part(partFacts).Rest()}
	t := &texts{words: strings.Split(words.String(), "\n"), total: len(s.facts) / factSize, store: s}
	t.counts, s.spots = make([]int32, len(t.words)), make([]spot, len(t.words))
	s.lists = make([]atomic.Pointer[[]post], len(t.words))
	at := spot{partBlocks, 0}
	for id := range t.words {
		t.counts[id], s.spots[id] = int32(min(directory.Int(), t.total)), at
		at.from += int32(directory.Int())
		if at.from >= blockBytes || id == len(t.words)-1 {
			at = spot{at.part + 1, 0}
		}
	}
	s.items = int32(directory.Int())
	s.codes.open(p, int(at.part), int(s.items), blockCodes)
	s.whys.open(p, int(at.part)+len(s.codes.blocks), t.total, blockWhys)
	if words.Err() || directory.Err() || !directory.Done() || len(s.facts)%factSize != 0 || p.Len() != int(at.part)+len(s.codes.blocks)+len(s.whys.blocks) {
		return nil, fmt.Errorf("compiled texts that end too early or too late: %w", medcode.ErrSyntax)
	}
	return t, nil
}

func (s *packed) text(n int32) text {
	f := s.facts[n*factSize:][:factSize]
	src := f[3] >> 1
	return text{
		item:   int32(f[0]) | int32(f[1])<<8 | int32(f[2])<<16,
		source: min(source(src), fromOlder), behind: f[3]&1 != 0,
		whole: grain * float32(uint16(f[4])|uint16(f[5])<<8),
	}
}

func (s *packed) posts(word int32) []post {
	if known := s.lists[word].Load(); known != nil {
		return *known
	}
	// All words of the block, since it is inflated.
	first, last := word, word
	for first > 0 && s.spots[first-1].part == s.spots[word].part {
		first--
	}
	for int(last)+1 < len(s.spots) && s.spots[last+1].part == s.spots[word].part {
		last++
	}
	r := s.pack.Part(int(s.spots[word].part))
	var own []post
	for id := first; id <= last; id++ {
		end := int32(-1)
		if id < last {
			end = s.spots[id+1].from
		}
		posts := s.list(r, end)
		s.lists[id].Store(&posts)
		if id == word {
			own = posts
		}
	}
	return own
}

// list reads the texts of a word, up to an end, or that of the block.
func (s *packed) list(r *pack.Reader, end int32) []post {
	posts := make([]post, 0, 8)
	texts := uint64(len(s.facts) / factSize)
	for last := uint64(0); !r.Done() && (end < 0 || int32(r.At()) < end); {
		if last += r.Uint(); last>>1 >= texts {
			break // no official set
		}
		posts = append(posts, post(last))
	}
	return posts
}

func (s *packed) code(item int32) string { return s.codes.at(item) }
func (s *packed) why(n int32) string     { return s.whys.at(n) }

// stringBlocks are texts in blocks, which are inflated when they are first asked
// for.
type stringBlocks struct {
	pack   *pack.Pack
	part   int // of the first block
	size   int32
	blocks []atomic.Pointer[[]string]
}

func (b *stringBlocks) open(p *pack.Pack, part, n, size int) {
	*b = stringBlocks{p, part, int32(size), make([]atomic.Pointer[[]string], (n+size-1)/size)}
}

// at returns text n, "" for none.
func (b *stringBlocks) at(n int32) string {
	block := int(n / b.size)
	if block >= len(b.blocks) {
		return ""
	}
	known := b.blocks[block].Load()
	if known == nil {
		all := make([]string, b.size)
		r := b.pack.Part(b.part + block)
		for i := range all {
			all[i] = r.String()
		}
		known = &all
		b.blocks[block].Store(known)
	}
	return (*known)[n%b.size]
}

// compiled is MarshalBinary of both finders.
func (x *engine) compiled() ([]byte, error) {
	if x.texts == nil {
		return nil, fmt.Errorf("words: a finder without texts is made by New, NewProcedures or Decode: %w", medcode.ErrLayout)
	}
	return x.texts.compile(), nil
}
