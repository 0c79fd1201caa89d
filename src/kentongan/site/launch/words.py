"""Short Indonesian words that are easy to hear and to type."""

from __future__ import annotations

_LIST = """
abad adat alun anak anggur angin apel arang arus asap atap awan ayam ayun badai bahu baju
bakau baling bambu bantal batik batu baut bebek beduk benang benih besi bintang biru bola
buah bubur budaya bukit buku bulan bulu bumi bunga burung cabai cahaya candi cangkir cat
cerita cermin cincin cokelat corak dadu daging damai danau dapur daun delima denah desa dinding
domba dompet duku durian duyung elang embun emas enau gajah galah gambar garam garis gelas
genting gerbang gitar gula gunung hangat harum hijau hujan hulu hutan ikan indah intan itik
jagung jahe jalan jambu jamu janur jarum jati jembatan jendela jeruk jingga kabut kaca kaki
kain kaktus kapal kapas kapur karang kartu kasur kayu kebun kecapi kelapa kemah kemiri kendi
keris kertas kijang kilat kipas kolam kopi kota kuda kue kulit kuning kunyit kursi lada ladang
lagu lampu langit langsat laut lebah lemari lembah lereng lidah lilin limau lontar lumbung
madu mahkota malam mangga manis mata mawar meja melati merah merak merdu mutiara muara nanas
nasi nelayan nila ombak padi pagar pagi pala panah pandan pantai papan parang pasir pasar
payung pelangi pena perahu perak periuk petang pinang pintu pisang piring pohon pulau pulut
purnama putih raja rakit rambut rantai rebana rempah rimba rotan rumah rumput rusa sabut sagu
salak salju sapi sarung sawah sawo sayap sayur selat selendang semut senja sepatu sepeda seruling
sirih suling sungai surya sutra tali taman tambak tanah tangga tebu teh telaga teluk tembaga
tenun tepi terang tikar timur tinta topi tugu udang ufuk ulin unggas warna wayang zaitun
"""
WORDS = tuple(_LIST.split())
