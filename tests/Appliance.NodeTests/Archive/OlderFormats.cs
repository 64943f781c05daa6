using Appliance.Archive;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>Makes closed archives what earlier versions of the program left: takes out what those did not know.</summary>
internal static class OlderFormats
{
    /// <summary>Format 1: no terms of sound, no packs, no end records.</summary>
    public static void MakeOne(string folder)
    {
        using (var database = Open(folder))
        {
            using var batch = database.NewBatch();
            using (var keys = database.Iterate(Families.Index))
            {
                for (keys.SeekToFirst(); keys.Valid; keys.Next())
                {
                    // 'K', level, tag (four bytes), then the term.
                    if (keys.Key[0] == (byte)'K' && keys.Key[6] == (byte)NameSound.Mark)
                    {
                        batch.Delete(Families.Index, keys.Key);
                    }
                }
            }

            Assert.True(batch.Count > 0);
            using (var packs = new PackFolder(ArchiveFolder.PacksOf(folder)))
            {
                ForEachPlace(database, (key, place) =>
                {
                    if (IsEnd(key))
                    {
                        batch.Delete(Families.Chunks, key);
                    }
                    else
                    {
                        var chunk = new byte[place.Length];
                        packs.Read(place, chunk);
                        batch.Put(Families.Chunks, key, chunk);
                    }
                });
            }

            batch.DeleteRange(Families.Meta, ArchiveKeys.PackUsePrefix, KeyReader.After(ArchiveKeys.PackUsePrefix));
            database.Write(batch);
        }

        Directory.Delete(ArchiveFolder.PacksOf(folder), recursive: true);
        WriteFormat(folder, 1);
    }

    /// <summary>Format 2: no end records.</summary>
    public static void MakeTwo(string folder)
    {
        using (var database = Open(folder))
        using (var batch = database.NewBatch())
        {
            var change = new PackUseChange();
            ForEachPlace(database, (key, place) =>
            {
                if (IsEnd(key))
                {
                    change.Remove(place);
                    Blank(folder, place);
                    batch.Delete(Families.Chunks, key);
                }
            });
            new PackUse(database).Put(batch, change);
            database.Write(batch);
        }

        WriteFormat(folder, 2);
    }

    private static RocksDatabase Open(string folder) =>
        RocksDatabase.Open(ArchiveFolder.DatabaseOf(folder), Families.All, new RocksSettings(), readOnly: false);

    private static void Blank(string folder, PackPlace place)
    {
        using var pack = File.OpenWrite(Path.Combine(ArchiveFolder.PacksOf(folder), $"{place.Pack:D8}.pack"));
        pack.Position = place.Offset;
        pack.Write(new byte[place.RecordLength]);
    }

    private static bool IsEnd(byte[] key) => key.AsSpan(8).SequenceEqual((byte[])[255, 255, 255, 255]);

    private static void ForEachPlace(RocksDatabase database, Action<byte[], PackPlace> action)
    {
        using var keys = database.Iterate(Families.Chunks);
        for (keys.SeekToFirst(); keys.Valid; keys.Next())
        {
            Assert.True(ChunkRow.TryRead(keys.Value, out var place));
            action(keys.Key.ToArray(), place);
        }
    }

    private static void WriteFormat(string folder, int format) =>
        File.WriteAllText(Path.Combine(folder, "FORMAT"), $"appliance archive\nformat {format}\n");
}
