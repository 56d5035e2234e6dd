/** The properties of XMP in which editors write verdicts. */
import type { Property } from './xmp.ts';

const XMP = { namespace: 'http://ns.adobe.com/xap/1.0/', prefix: 'xmp' };
const XMP_DM = { namespace: 'http://ns.adobe.com/xmp/1.0/DynamicMedia/', prefix: 'xmpDM' };
const PHOTOSHOP = { namespace: 'http://ns.adobe.com/photoshop/1.0/', prefix: 'photoshop' };
const DIGIKAM = { namespace: 'http://www.digikam.org/ns/1.0/', prefix: 'digiKam' };
const DARKTABLE = { namespace: 'http://darktable.sf.net/', prefix: 'darktable' };
const KEEPERS = { namespace: 'urn:keepers:xmp/1.0/', prefix: 'keepers' };
const PHOTO_MECHANIC = {
  namespace: 'http://ns.camerabits.com/photomechanic/1.0/',
  prefix: 'photomechanic',
};
const MICROSOFT = { namespace: 'http://ns.microsoft.com/photo/1.0/', prefix: 'MicrosoftPhoto' };

export const RATING: Property = { ...XMP, name: 'Rating' };
export const LABEL: Property = { ...XMP, name: 'Label' };
export const METADATA_DATE: Property = { ...XMP, name: 'MetadataDate' };
export const PICK: Property = { ...XMP_DM, name: 'pick' };
export const GOOD: Property = { ...XMP_DM, name: 'good' };
export const LABEL_COLOR: Property = { ...PHOTOSHOP, name: 'LabelColor' };
export const URGENCY: Property = { ...PHOTOSHOP, name: 'Urgency' };
export const SIDECAR_FOR: Property = { ...PHOTOSHOP, name: 'SidecarForExtension' };
export const PICK_LABEL: Property = { ...DIGIKAM, name: 'PickLabel' };
export const COLOR_LABEL: Property = { ...DIGIKAM, name: 'ColorLabel' };
export const DARKTABLE_LABELS: Property = { ...DARKTABLE, name: 'colorlabels' };
export const DARKTABLE_VERSION: Property = { ...DARKTABLE, name: 'xmp_version' };
export const DARKTABLE_HISTORY: Property = { ...DARKTABLE, name: 'history' };
export const COLOR_CLASS: Property = { ...PHOTO_MECHANIC, name: 'ColorClass' };
export const TAGGED: Property = { ...PHOTO_MECHANIC, name: 'Tagged' };
export const MICROSOFT_RATING: Property = { ...MICROSOFT, name: 'Rating' };
// Stars, which digiKam writes as well, and reads where `xmp:Rating` is -1.
export const ACDSEE_RATING: Property = {
  namespace: 'http://ns.acdsee.com/iptc/1.0/',
  prefix: 'acdsee',
  name: 'rating',
};
export const KEPT_STARS: Property = { ...KEEPERS, name: 'Stars' };
// Microsoft's own writers end the namespace in a slash, ExifTool and others do not.
export const MICROSOFT_RATING_BARE: Property = {
  ...MICROSOFT_RATING,
  namespace: 'http://ns.microsoft.com/photo/1.0',
};
