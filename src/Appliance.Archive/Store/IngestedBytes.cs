namespace Appliance.Archive;

/// <summary>The bytes of an object that was taken in and is about to be published.</summary>
/// <param name="Number">The number it was given.</param>
/// <param name="Length">Its bytes, header included.</param>
/// <param name="HeaderLength">Bytes of the header.</param>
/// <param name="ChunkSize">Bytes of each of its chunks but the last.</param>
/// <param name="Received">When it was received.</param>
/// <param name="Places">Where its chunks and its end record lie.</param>
internal sealed record IngestedBytes(ulong Number, long Length, int HeaderLength, int ChunkSize, DateTimeOffset Received, IReadOnlyList<PackPlace> Places);
