namespace Appliance.Viewer;

/// <summary>
/// The one pair of shaders of the viewer, GLSL 3.30. The vertex shader covers the window with a triangle; the fragment shader finds the
/// place in the image, reads stored values as they are, and runs modality, VOI and presentation (PS3.3 C.11) on them.
/// </summary>
internal static class PipelineShader
{
    /// <summary>Texels in a row of a table's texture: tables are longer than a texture may be wide.</summary>
    public const int TableWidth = 1024;

    public const string Vertex = """
        #version 330 core
        void main()
        {
            vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1));
            gl_Position = vec4(corner - 1.0, 0.0, 1.0);
        }
        """;

    public const string Fragment = """
        #version 330 core
        precision highp float;
        precision highp int;
        precision highp usampler2D;

        const int TABLE_WIDTH = 1024;
        const int KIND_GREY = 0;
        const int KIND_PALETTE = 1;
        const int VOI_LINEAR = 0;
        const int VOI_SIGMOID = 1;
        const int COLOURS_SUPPLEMENTAL = 1;
        const int COLOURS_PSEUDO = 2;
        const int PIXEL_GREY = 0;
        const int PIXEL_PADDED = 1;
        const int PIXEL_COLOURED = 2;
        const int MAX_TAPS = 8;

        uniform usampler2D uStored;
        uniform usampler2D uModality;
        uniform usampler2D uVoi;
        uniform usampler2D uPresentation;
        uniform usampler2D uPalette;

        uniform vec4 uArea;          // the picture in window pixels: left, top, width, height
        uniform float uWindowHeight; // gl_FragCoord counts from the bottom
        uniform ivec2 uSize;         // columns, rows
        uniform int uKind;
        uniform bool uSmooth;
        uniform int uQuarterTurns;   // clockwise
        uniform bool uFlip;          // left and right, after the turns

        uniform uint uRaise;
        uniform bool uHasPadding;
        uniform uvec2 uPadding;
        uniform bool uHasModality;
        uniform uint uModalityFirst;
        uniform bool uModalityFirstBelow;
        uniform int uModalityLength;
        uniform bool uIsReal;        // stored values are pairs of floats
        uniform float uRealScale;
        uniform float uRealBase;
        uniform vec4 uRealPadding;
        uniform float uRealModalityFirst;
        uniform uint uBase;
        uniform float uGain;
        uniform float uOffset;
        uniform int uVoiStage;
        uniform int uVoiLength;
        uniform float uVoiMax;
        uniform bool uHasPresentation;
        uniform int uPresentationLength;
        uniform float uPresentationMax;
        uniform float uEntryBorder;
        uniform bool uInvert;
        uniform int uGreyColours;
        uniform uint uSupplementalFirst;
        uniform uint uSupplementalSkip; // colours that belong to values below the smallest
        uniform int uPaletteFirst;
        uniform int uPaletteLength;

        out vec4 oColour;

        uint tableAt(usampler2D table, int index)
        {
            return texelFetch(table, ivec2(index % TABLE_WIDTH, index / TABLE_WIDTH), 0).r;
        }

        // a - b as a float, exact up to 24 bits, without the wrap of unsigned numbers.
        float difference(uint a, uint b)
        {
            return a >= b ? float(a - b) : -float(b - a);
        }

        uint throughModality(uint value)
        {
            if (uModalityFirstBelow)
            {
                // The table starts below every value: uModalityFirst is how far.
                uint at = value + uModalityFirst;
                return tableAt(uModality, at < value ? uModalityLength - 1 : int(min(at, uint(uModalityLength - 1))));
            }
            uint index = value <= uModalityFirst ? 0u : min(value - uModalityFirst, uint(uModalityLength - 1));
            return tableAt(uModality, int(index));
        }

        bool isNotBelow(vec2 a, vec2 b)
        {
            return a.x > b.x || (a.x == b.x && a.y >= b.y);
        }

        // The position on the line before the VOI stage, and whether the pixel is padding, for a real number: the sum of two floats, the
        // second the rest of the first. What is no number is padding.
        float realLineAt(uvec2 bits, out bool padded)
        {
            vec2 value = uintBitsToFloat(bits);
            padded = (bits.x & 0x7F800000u) == 0x7F800000u
                || (uHasPadding && isNotBelow(value, uRealPadding.xy) && isNotBelow(uRealPadding.zw, value));
            if (uHasModality)
            {
                float index = floor(((value.x - uRealModalityFirst) + value.y) / uRealScale + 0.5);
                return difference(tableAt(uModality, int(clamp(index, 0.0, float(uModalityLength - 1)))), uBase);
            }
            return (value.x - uRealBase) + value.y;
        }

        vec3 paletteAt(int index)
        {
            return vec3(texelFetch(uPalette, ivec2(index % TABLE_WIDTH, index / TABLE_WIDTH), 0).rgb);
        }

        // The entry that a share of the whole range picks, by the same border as on the CPU.
        int entryAt(float share, int count)
        {
            return int(clamp(floor(share * float(count - 1) + uEntryBorder), 0.0, float(count - 1)));
        }

        // What a pixel is, and for grey its position on the line before the VOI stage, else its colour.
        int pixelAt(ivec2 place, out float along, out vec3 colour)
        {
            along = 0.0;
            colour = vec3(0.0);
            if (uIsReal)
            {
                bool padded;
                along = realLineAt(texelFetch(uStored, place, 0).rg, padded);
                return padded ? PIXEL_PADDED : PIXEL_GREY;
            }
            uint value = texelFetch(uStored, place, 0).r ^ uRaise;
            if (uHasPadding && value >= uPadding.x && value <= uPadding.y)
            {
                return PIXEL_PADDED;
            }
            if (uGreyColours == COLOURS_SUPPLEMENTAL && value >= uSupplementalFirst)
            {
                uint last = uint(uPaletteLength - 1);
                colour = paletteAt(int(min(min(value - uSupplementalFirst, last) + uSupplementalSkip, last)));
                return PIXEL_COLOURED;
            }
            if (uHasModality)
            {
                value = throughModality(value);
            }
            along = difference(value, uBase);
            return PIXEL_GREY;
        }

        float brightness(float along)
        {
            float x = along * uGain + uOffset;
            float share;
            if (uVoiStage == VOI_LINEAR)
            {
                share = clamp(x, 0.0, 1.0);
            }
            else if (uVoiStage == VOI_SIGMOID)
            {
                share = 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)));
            }
            else
            {
                int index = int(clamp(floor(x + 0.5), 0.0, float(uVoiLength - 1)));
                share = clamp(float(tableAt(uVoi, index)) / uVoiMax, 0.0, 1.0);
            }
            if (uHasPresentation)
            {
                share = float(tableAt(uPresentation, entryAt(share, uPresentationLength))) / uPresentationMax;
            }
            return uInvert ? 1.0 - share : share;
        }

        vec3 colourAt(ivec2 place)
        {
            uvec4 stored = texelFetch(uStored, place, 0);
            if (uKind == KIND_PALETTE)
            {
                return paletteAt(clamp(int(stored.r) - uPaletteFirst, 0, uPaletteLength - 1));
            }
            return vec3(stored.rgb);
        }

        ivec2 inside(ivec2 place)
        {
            return clamp(place, ivec2(0), uSize - 1);
        }

        // What a grey value looks like.
        vec3 shown(float along)
        {
            float share = brightness(along);
            return uGreyColours == COLOURS_PSEUDO ? paletteAt(entryAt(share, uPaletteLength)) : vec3(floor(share * 255.0 + 0.5));
        }

        vec3 greyAt(ivec2 place)
        {
            float along;
            vec3 colour;
            return pixelAt(place, along, colour) == PIXEL_GREY ? shown(along) : colour;
        }

        // Grey is blended before the window, as values; padding and single colours never bleed into their neighbours.
        vec3 greyBlend(ivec2 origin, vec2 part)
        {
            float a, b, c, d;
            vec3 colour;
            bool grey = pixelAt(inside(origin), a, colour) == PIXEL_GREY;
            grey = pixelAt(inside(origin + ivec2(1, 0)), b, colour) == PIXEL_GREY && grey;
            grey = pixelAt(inside(origin + ivec2(0, 1)), c, colour) == PIXEL_GREY && grey;
            grey = pixelAt(inside(origin + ivec2(1, 1)), d, colour) == PIXEL_GREY && grey;
            return grey ? shown(mix(mix(a, b, part.x), mix(c, d, part.x), part.y)) : greyAt(inside(origin + ivec2(floor(part + 0.5))));
        }

        vec3 colourBlend(ivec2 origin, vec2 part)
        {
            vec3 above = mix(colourAt(inside(origin)), colourAt(inside(origin + ivec2(1, 0))), part.x);
            vec3 below = mix(colourAt(inside(origin + ivec2(0, 1))), colourAt(inside(origin + ivec2(1, 1))), part.x);
            return floor(mix(above, below, part.y) + 0.5);
        }

        // A pixel that covers several texels shows their mean, up to MAX_TAPS by MAX_TAPS of them: of grey values before the window, of
        // colours as they are, padding left out.
        vec3 mean(vec2 from, vec2 to)
        {
            ivec2 taps = clamp(ivec2(ceil(to - from)), ivec2(1), ivec2(MAX_TAPS));
            vec2 stride = (to - from) / vec2(taps);
            vec3 colours = vec3(0.0);
            float coloured = 0.0;
            float along = 0.0;
            float grey = 0.0;
            for (int y = 0; y < taps.y; y++)
            {
                for (int x = 0; x < taps.x; x++)
                {
                    ivec2 place = inside(ivec2(floor(from + (vec2(x, y) + 0.5) * stride)));
                    float value;
                    vec3 colour;
                    int pixel = PIXEL_COLOURED;
                    if (uKind == KIND_GREY)
                    {
                        pixel = pixelAt(place, value, colour);
                    }
                    else
                    {
                        colour = colourAt(place);
                    }
                    if (pixel == PIXEL_GREY)
                    {
                        along += value;
                        grey += 1.0;
                    }
                    else if (pixel == PIXEL_COLOURED)
                    {
                        colours += colour;
                        coloured += 1.0;
                    }
                }
            }
            if (grey + coloured == 0.0)
            {
                return vec3(0.0);
            }
            if (grey > 0.0)
            {
                colours += shown(along / grey) * grey;
            }
            return floor(colours / (grey + coloured) + 0.5);
        }

        // A place in the picture as shown, taken back to where it was before the picture was flipped and turned.
        vec2 turnedBack(vec2 pixel)
        {
            if (uFlip)
            {
                pixel.x = uArea.z - pixel.x;
            }
            switch (uQuarterTurns)
            {
                case 1: return vec2(pixel.y, uArea.z - pixel.x);
                case 2: return uArea.zw - pixel;
                case 3: return vec2(uArea.w - pixel.y, pixel.x);
                default: return pixel;
            }
        }

        void main()
        {
            vec2 pixel = vec2(gl_FragCoord.x, uWindowHeight - gl_FragCoord.y) - uArea.xy;
            if (any(lessThan(pixel, vec2(0.0))) || any(greaterThanEqual(pixel, uArea.zw)))
            {
                oColour = vec4(0.0, 0.0, 0.0, 1.0);
                return;
            }

            vec2 texelsPerPixel = vec2(uSize) / ((uQuarterTurns & 1) != 0 ? uArea.wz : uArea.zw);
            vec2 place = turnedBack(pixel) * texelsPerPixel;
            vec3 levels;
            if (texelsPerPixel == vec2(1.0) || (!uSmooth && all(lessThanEqual(texelsPerPixel, vec2(1.0)))))
            {
                ivec2 texel = inside(ivec2(floor(place)));
                levels = uKind == KIND_GREY ? greyAt(texel) : colourAt(texel);
            }
            else if (any(greaterThan(texelsPerPixel, vec2(1.0))))
            {
                levels = mean(place - 0.5 * texelsPerPixel, place + 0.5 * texelsPerPixel);
            }
            else
            {
                vec2 corner = place - 0.5;
                vec2 origin = floor(corner);
                levels = uKind == KIND_GREY ? greyBlend(ivec2(origin), corner - origin) : colourBlend(ivec2(origin), corner - origin);
            }
            oColour = vec4(levels / 255.0, 1.0);
        }
        """;
}
