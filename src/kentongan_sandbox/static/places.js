// Simple drawings of the two cities: names with rough centres, a river, a bay, known places.
// Coordinates are [latitude, longitude] in degrees and only good enough to practise with.

export const CITIES = {
  pontianak: {
    centre: [-0.0285, 109.333],
    districts: [
      ["Pontianak Utara", 0.0079, 109.3302], ["Pontianak Barat", -0.019, 109.303], ["Pontianak Kota", -0.0335, 109.318],
      ["Pontianak Selatan", -0.0571, 109.3261], ["Pontianak Tenggara", -0.0697, 109.3463], ["Pontianak Timur", -0.0365, 109.3688],
    ],
    villages: [
      ["Batu Layang", 0.0132, 109.3091], ["Siantan Hilir", 0.015, 109.3366], ["Siantan Tengah", -0.0024, 109.3496], ["Siantan Hulu", 0.0021, 109.3629],
      ["Sungai Beliung", -0.0066, 109.2989], ["Sungai Jawi Luar", -0.0105, 109.3194], ["Pal Lima", -0.0283, 109.2875], ["Sungai Jawi", -0.0405, 109.2989],
      ["Sungai Bangkong", -0.0446, 109.3141], ["Mariana", -0.0196, 109.3316], ["Akcaya", -0.0471, 109.33], ["Kota Baru", -0.0651, 109.3125],
      ["Parit Tokaya", -0.0674, 109.3254], ["Benua Melayu Darat", -0.0404, 109.3428], ["Bansir Laut", -0.0576, 109.3469], ["Bansir Darat", -0.0783, 109.3367],
      ["Tanjung Hulu", -0.0266, 109.3724], ["Saigon", -0.0449, 109.3719], ["Parit Mayor", -0.0545, 109.3764], ["Bangka Belitung", -0.0807, 109.3507],
    ],
    rivers: [
      { name: "Sungai Kapuas", label: [0.0075, 109.288], wide: 0.0052,
        path: [[0.018, 109.262], [0.0118, 109.28], [0.0052, 109.296], [0, 109.311], [-0.0065, 109.325], [-0.0135, 109.3365], [-0.0215, 109.3445], [-0.0295, 109.348], [-0.0375, 109.3515], [-0.0445, 109.3555], [-0.0515, 109.3625], [-0.0585, 109.3725], [-0.068, 109.388], [-0.075, 109.41]] },
      { name: "Sungai Landak", label: [-0.0125, 109.383], wide: 0.0036,
        path: [[-0.0225, 109.3455], [-0.0178, 109.355], [-0.0165, 109.366], [-0.0185, 109.38], [-0.015, 109.41]] },
    ],
    known: [
      ["Tugu Khatulistiwa", 0.001, 109.3221], ["Alun-Alun Kapuas", -0.0258, 109.3416], ["Pasar Flamboyan", -0.0375, 109.3412],
      ["Masjid Raya Mujahidin", -0.0418, 109.3368], ["Pelabuhan Dwikora", -0.0203, 109.3372], ["Jalan Gajah Mada", -0.0338, 109.3378], ["Kampus Untan", -0.0585, 109.3445],
    ],
  },
  bandarlampung: {
    centre: [-5.425, 105.266],
    scale: 26,
    districts: [
      ["Rajabasa", -5.3546, 105.2437], ["Tanjung Senang", -5.3571, 105.2768], ["Labuhan Ratu", -5.3716, 105.261], ["Sukarame", -5.3766, 105.2997],
      ["Kedaton", -5.3875, 105.2557], ["Way Halim", -5.3892, 105.2792], ["Langkapura", -5.391, 105.2304], ["Kemiling", -5.3975, 105.205],
      ["Tanjung Karang Barat", -5.4075, 105.2336], ["Kedamaian", -5.4114, 105.2862], ["Enggal", -5.4188, 105.261], ["Sukabumi", -5.4251, 105.3168],
      ["Teluk Betung Utara", -5.4345, 105.2663], ["Teluk Betung Barat", -5.4423, 105.2172], ["Bumi Waras", -5.4412, 105.289], ["Panjang", -5.4719, 105.329],
      ["Teluk Betung Timur", -5.4706, 105.2335],
    ],
    villages: [
      ["Kota Karang", -5.4561, 105.2611], ["Way Laga", -5.4416, 105.3234], ["Srengsem", -5.5025, 105.341], ["Keteguhan", -5.4652, 105.2215],
      ["Batu Putuk", -5.4363, 105.205], ["Sumur Putri", -5.4325, 105.2438],
    ],
    rivers: [],
    sea: { name: "Teluk Lampung", label: [-5.49, 105.284],
      path: [[-5.56, 105.236], [-5.515, 105.246], [-5.492, 105.2475], [-5.476, 105.251], [-5.463, 105.2565], [-5.4585, 105.265], [-5.4535, 105.2725], [-5.4495, 105.282], [-5.4495, 105.293], [-5.4545, 105.302], [-5.4635, 105.3095], [-5.4755, 105.314], [-5.4875, 105.3195], [-5.501, 105.3275], [-5.516, 105.335], [-5.56, 105.345]] },
    known: [
      ["Tugu Adipura", -5.4256, 105.2582], ["Pasar Bambu Kuning", -5.4118, 105.2555], ["Stasiun Tanjung Karang", -5.4087, 105.2576],
      ["Terminal Rajabasa", -5.3674, 105.2349], ["Pelabuhan Panjang", -5.469, 105.3165], ["Lapangan Saburai", -5.4212, 105.2606], ["Pasar Gudang Lelang", -5.4532, 105.2672],
    ],
  },
};

const SOMEWHERE = { centre: [-6.2, 106.82], districts: [], villages: [], rivers: [], known: [["Titik tengah", -6.2, 106.82]] };

export const city = (key) => CITIES[key] || SOMEWHERE;
