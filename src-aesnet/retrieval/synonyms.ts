/**
 * Words that photographers look for and that no template has, as words of the templates. What is on the right must mean the same
 * to somebody who looks at pictures: a word that only comes near it is better told to be unknown.
 */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Light
    moody: 'sombre',
    gloomy: 'sombre',
    misty: 'fog',
    mist: 'fog',
    foggy: 'fog',
    sunny: 'bright light as on a clear day',
    cloudy: 'overcast',
    blinding: 'glaring',

    // Colour
    vibrant: 'vivid',
    pastel: 'pale',
    pastels: 'pale colours',
    monochromatic: 'monochrome',
    desaturated: 'faded',
    autumnal: 'autumn',

    // Composition
    minimal: 'leaves out what does not matter',
    minimalist: 'leaves out what does not matter',
    minimalistic: 'leaves out what does not matter',
    cluttered: 'clutter',
    messy: 'chaotic',
    lopsided: 'tilted',
    symmetrical: 'balanced',
    skewed: 'crooked',

    // Focus and technique
    unfocused: 'out of focus',
    bokeh: 'soft background',

    // Feelings
    happy: 'cheerful',
    joyful: 'cheerful',
    funny: 'amusing',
    serene: 'peaceful',
    tranquil: 'peaceful',
    relaxing: 'peaceful',
    scary: 'frightening',
    creepy: 'frightening',
    eerie: 'frightening',
    disgusting: 'repellent',
    gross: 'repellent',
    melancholic: 'melancholy',
    unhappy: 'sad',
    energetic: 'energy',
    awesome: 'awe-inspiring',

    // Praise and blame
    gorgeous: 'beautiful',
    lovely: 'beautiful',
    pretty: 'attractive',
    boring: 'uninspiring',
    bland: 'uninspiring',
    awful: 'bad',
    terrible: 'bad',
    amazing: 'outstanding',
    fantastic: 'outstanding',
  }),
);

/** The same words as the templates spell them. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    color: 'colour',
    colors: 'colours',
    colored: 'coloured',
    colorful: 'colourful',
    colorless: 'without colour',
    colourless: 'without colour',
    gray: 'grey',
    center: 'centre',
    artifact: 'artefacts',
    pixellated: 'pixelated',
    bw: 'black and white',
    '&': 'and',
  }),
);
