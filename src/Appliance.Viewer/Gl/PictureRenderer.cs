using Appliance.Imaging;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>One picture to draw.</summary>
/// <param name="Frame">What the texture holds: size and kind count here, not the pixels.</param>
/// <param name="Pipeline">A resolved grey pipeline; not used for colour.</param>
/// <param name="Palette">The colours of palette indices.</param>
/// <param name="Area">Where it lies.</param>
/// <param name="Smooth">Blend between pixels when magnified.</param>
internal readonly record struct PictureDraw(PixelFrame Frame, GrayPipeline Pipeline, PaletteLut? Palette, ImageArea Area, bool Smooth)
{
    /// <summary>How it is turned.</summary>
    public SpatialTransform Turn { get; init; }

    /// <summary>Where its pixels come to lie.</summary>
    public PicturePlace Place => new(Area, Frame.Width, Frame.Height, Turn);
}

/// <summary>
/// Draws a texture of stored values into the bound framebuffer through the pipeline, black around it. Sets every piece of GL state that it
/// depends on, since Skia draws in the same context and leaves its own behind.
/// </summary>
internal sealed class PictureRenderer : IDisposable
{
    private const int StoredUnit = 0;
    private const int ModalityUnit = 1;
    private const int VoiUnit = 2;
    private const int PresentationUnit = 3;
    private const int PaletteUnit = 4;

    // What the shader makes of a palette on grey frames; the numbers are those of its source.
    private const int SupplementalColours = 1;
    private const int PseudoColours = 2;
    private readonly GL _gl;
    private readonly ShaderProgram _program;
    private readonly uint _noVertices;
    private readonly TableTexture _modality;
    private readonly TableTexture _voi;
    private readonly TableTexture _presentation;
    private readonly TableTexture _palette;

    /// <exception cref="WindowException">The driver refuses the shader.</exception>
    public PictureRenderer(GL gl)
    {
        _gl = gl;
        _program = new ShaderProgram(gl, PipelineShader.Vertex, PipelineShader.Fragment);
        _noVertices = gl.GenVertexArray();
        _modality = new TableTexture(gl);
        _voi = new TableTexture(gl);
        _presentation = new TableTexture(gl);
        _palette = new TableTexture(gl);
    }

    /// <summary>Draws over the whole framebuffer.</summary>
    /// <param name="stored">The texture, filled with the picture's stored values.</param>
    /// <param name="size">The framebuffer's size.</param>
    /// <param name="draw">What and where.</param>
    public void Draw(StoredTexture stored, PixelSize size, in PictureDraw draw)
    {
        Prepare(_gl, size);
        _gl.UseProgram(_program.Handle);
        _gl.BindVertexArray(_noVertices);
        SetPlace(size, draw);
        if (draw.Frame.Kind.IsGray())
        {
            SetPipeline(draw.Pipeline.ResolveFor(draw.Frame), draw.Frame);
        }
        else if (draw.Frame.Kind != PixelKind.Rgb8)
        {
            SetPalette(draw.Palette ?? throw new ArgumentException("a frame of palette indices cannot be drawn without its palette", nameof(draw)));
        }

        Bind(StoredUnit, "uStored", stored.Handle);
        Bind(ModalityUnit, "uModality", _modality.Handle);
        Bind(VoiUnit, "uVoi", _voi.Handle);
        Bind(PresentationUnit, "uPresentation", _presentation.Handle);
        Bind(PaletteUnit, "uPalette", _palette.Handle);
        _gl.DrawArrays(PrimitiveType.Triangles, 0, 3);
        _gl.BindVertexArray(0);
        _gl.UseProgram(0);
    }

    /// <summary>Fills the framebuffer with black, where there is no picture.</summary>
    public void Clear(PixelSize size)
    {
        Prepare(_gl, size);
        _gl.ClearColor(0, 0, 0, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
    }

    public void Dispose()
    {
        _program.Dispose();
        _gl.DeleteVertexArray(_noVertices);
        _modality.Dispose();
        _voi.Dispose();
        _presentation.Dispose();
        _palette.Dispose();
    }

    private static void Prepare(GL gl, PixelSize size)
    {
        gl.Viewport(0, 0, (uint)size.Width, (uint)size.Height);
        gl.Disable(EnableCap.Blend);
        gl.Disable(EnableCap.DepthTest);
        gl.Disable(EnableCap.StencilTest);
        gl.Disable(EnableCap.ScissorTest);
        gl.Disable(EnableCap.CullFace);
        gl.Disable(EnableCap.Dither);
        gl.Disable(EnableCap.FramebufferSrgb);
        gl.ColorMask(true, true, true, true);
    }

    private void SetPlace(PixelSize size, in PictureDraw draw)
    {
        var area = draw.Area;
        _gl.Uniform4(_program["uArea"], (float)area.X, (float)area.Y, (float)area.Width, (float)area.Height);
        _gl.Uniform1(_program["uWindowHeight"], (float)size.Height);
        _gl.Uniform2(_program["uSize"], draw.Frame.Width, draw.Frame.Height);
        _gl.Uniform1(_program["uKind"], draw.Frame.Kind.IsGray() ? 0 : draw.Frame.Kind == PixelKind.Rgb8 ? 2 : 1);
        _gl.Uniform1(_program["uSmooth"], draw.Smooth ? 1 : 0);
        _gl.Uniform1(_program["uQuarterTurns"], draw.Turn.QuarterTurns);
        _gl.Uniform1(_program["uFlip"], draw.Turn.Flip ? 1 : 0);
    }

    private void SetPipeline(GrayPipeline pipeline, PixelFrame frame)
    {
        var values = PipelineUniforms.Of(pipeline, frame.Kind, RealTexels.ScaleOf(frame));
        SetReal(frame, pipeline, values);
        _gl.Uniform1(_program["uRaise"], values.Raise);
        _gl.Uniform1(_program["uHasPadding"], (frame.Kind.IsFloat() ? pipeline.Padding is null : values.Padding is null) ? 0 : 1);
        _gl.Uniform2(_program["uPadding"], values.Padding?.Low ?? 0, values.Padding?.High ?? 0);
        _gl.Uniform1(_program["uBase"], (uint)Math.Clamp(values.Base, 0, uint.MaxValue));
        _gl.Uniform1(_program["uGain"], values.Gain);
        _gl.Uniform1(_program["uOffset"], values.Offset);
        _gl.Uniform1(_program["uVoiStage"], (int)values.Stage);
        _gl.Uniform1(_program["uInvert"], pipeline.Invert ? 1 : 0);
        _gl.Uniform1(_program["uHasModality"], pipeline.ModalityLut is null ? 0 : 1);
        if (pipeline.ModalityLut is { } modality)
        {
            _modality.Hold(modality);
            _gl.Uniform1(_program["uModalityFirst"], (uint)Math.Clamp(Math.Abs(values.ModalityFirst), 0, uint.MaxValue));
            _gl.Uniform1(_program["uModalityFirstBelow"], values.ModalityFirst < 0 ? 1 : 0);
            _gl.Uniform1(_program["uModalityLength"], modality.Entries.Length);
        }

        if (values.Stage == VoiStage.Table && pipeline.VoiLut is { } voi)
        {
            _voi.Hold(voi);
            _gl.Uniform1(_program["uVoiLength"], voi.Entries.Length);
            _gl.Uniform1(_program["uVoiMax"], (float)voi.OutputMax);
        }

        SetPresentation(pipeline.PresentationLut);
        SetColours(pipeline, values.SupplementalFirst);
    }

    private void SetPresentation(LookupTable? table)
    {
        _gl.Uniform1(_program["uHasPresentation"], table is null ? 0 : 1);
        _gl.Uniform1(_program["uEntryBorder"], (float)GrayPipeline.EntryBorder);
        if (table is not null)
        {
            _presentation.Hold(table);
            _gl.Uniform1(_program["uPresentationLength"], table.Entries.Length);
            _gl.Uniform1(_program["uPresentationMax"], (float)table.OutputMax);
        }
    }

    private void SetColours(GrayPipeline pipeline, long supplementalFirst)
    {
        // A palette that begins above every value colours nothing.
        var palette = pipeline.PseudoColor ?? (supplementalFirst <= uint.MaxValue ? pipeline.SupplementalPalette : null);
        _gl.Uniform1(_program["uGreyColours"], palette is null ? 0 : pipeline.PseudoColor is null ? SupplementalColours : PseudoColours);
        if (palette is not null)
        {
            SetPalette(palette);
            _gl.Uniform1(_program["uSupplementalFirst"], (uint)Math.Max(supplementalFirst, 0));
            _gl.Uniform1(_program["uSupplementalSkip"], (uint)Math.Max(-supplementalFirst, 0));
        }
    }

    // Read by the shader for floating point frames alone.
    private void SetReal(PixelFrame frame, GrayPipeline pipeline, PipelineUniforms values)
    {
        var scale = RealTexels.ScaleOf(frame);
        var (low, high) = (RealTexels.Split((pipeline.Padding?.Low ?? 0) * scale), RealTexels.Split((pipeline.Padding?.High ?? 0) * scale));
        _gl.Uniform1(_program["uIsReal"], frame.Kind.IsFloat() ? 1 : 0);
        _gl.Uniform1(_program["uRealScale"], (float)scale);
        _gl.Uniform1(_program["uRealBase"], (float)values.Base);
        _gl.Uniform4(_program["uRealPadding"], low.High, low.Low, high.High, high.Low);
        _gl.Uniform1(_program["uRealModalityFirst"], (float)((pipeline.ModalityLut?.FirstMapped ?? 0) * scale));
    }

    private void SetPalette(PaletteLut palette)
    {
        _palette.Hold(palette);
        _gl.Uniform1(_program["uPaletteFirst"], palette.FirstMapped);
        _gl.Uniform1(_program["uPaletteLength"], palette.Count);
    }

    private void Bind(int unit, string sampler, uint texture)
    {
        _gl.ActiveTexture(TextureUnit.Texture0 + unit);
        _gl.BindTexture(TextureTarget.Texture2D, texture);

        // Skia may have left a sampler object here, whose filter would overrule the texture's own.
        _gl.BindSampler((uint)unit, 0);
        _gl.Uniform1(_program[sampler], unit);
    }
}
