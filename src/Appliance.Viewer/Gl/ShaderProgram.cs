using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>A linked program and the places of its uniforms.</summary>
internal sealed class ShaderProgram : IDisposable
{
    private readonly GL _gl;
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Compiles and links.</summary>
    /// <exception cref="WindowException">The driver refuses the source; the message carries its words.</exception>
    public ShaderProgram(GL gl, string vertex, string fragment)
    {
        _gl = gl;
        Handle = gl.CreateProgram();
        var shaders = new[] { Compile(ShaderType.VertexShader, vertex), Compile(ShaderType.FragmentShader, fragment) };
        foreach (var shader in shaders)
        {
            gl.AttachShader(Handle, shader);
        }

        gl.LinkProgram(Handle);
        foreach (var shader in shaders)
        {
            gl.DetachShader(Handle, shader);
            gl.DeleteShader(shader);
        }

        gl.GetProgram(Handle, ProgramPropertyARB.LinkStatus, out var linked);
        if (linked == 0)
        {
            throw new WindowException($"the GL driver does not link the shader: {gl.GetProgramInfoLog(Handle)}");
        }
    }

    /// <summary>GL's name for it.</summary>
    public uint Handle { get; }

    /// <summary>The place of a uniform.</summary>
    /// <exception cref="ArgumentException">The source has no such uniform.</exception>
    public int this[string name]
    {
        get
        {
            if (!_places.TryGetValue(name, out var place))
            {
                place = _gl.GetUniformLocation(Handle, name);
                _places.Add(name, place >= 0 ? place : throw new ArgumentException($"the shader has no uniform '{name}'", nameof(name)));
            }

            return place;
        }
    }

    public void Dispose() => _gl.DeleteProgram(Handle);

    private uint Compile(ShaderType type, string source)
    {
        var shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, source);
        _gl.CompileShader(shader);
        _gl.GetShader(shader, ShaderParameterName.CompileStatus, out var compiled);
        return compiled != 0
            ? shader
            : throw new WindowException($"the GL driver does not compile the {type}: {_gl.GetShaderInfoLog(shader)}");
    }
}
