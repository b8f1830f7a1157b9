using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SaaSGate.Inspection.Detection.Names;

/// <summary>All that was learned: words, weights, what tag may follow what, and how sure a margin makes. Read from a file that <c>train-names</c> writes.</summary>
/// <param name="Lexicon">Words.</param>
/// <param name="Weights">Weights of features.</param>
/// <param name="Transitions">For each tag, what each tag after it gains.</param>
/// <param name="Calibration">For each type slope and offset of the logistic that makes a score of a probability's logit.</param>
internal sealed record NameModel(NameLexicon Lexicon, NameWeights Weights, float[] Transitions, float[] Calibration)
{
    private const uint Magic = 0x314D4E53;
    private static readonly Lazy<NameModel> BuiltIn = new(Load);

    /// <summary>The one that comes with the product.</summary>
    public static NameModel Shipped => BuiltIn.Value;

    public static NameModel Read(ReadOnlySpan<byte> file)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic || BinaryPrimitives.ReadInt32LittleEndian(file[4..]) != NameTags.Count)
            throw new InvalidDataException("This is no file of weights that this version knows.");
        var words = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        var features = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        var scale = BinaryPrimitives.ReadSingleLittleEndian(file[16..]);
        var at = 20;
        var transitions = Floats(file, ref at, NameTags.Count * NameTags.Count);
        var calibration = Floats(file, ref at, NameTags.Types.Length * 2);
        var known = new List<KeyValuePair<uint, ushort>>(words);
        for (var i = 0; i < words; i++, at += 6)
            known.Add(new(BinaryPrimitives.ReadUInt32LittleEndian(file[at..]), BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 4)..])));
        var hashes = new uint[features];
        for (var i = 0; i < features; i++, at += 4)
            hashes[i] = BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);
        var weights = MemoryMarshal.Cast<byte, sbyte>(file.Slice(at, features * NameTags.Count));
        return new NameModel(new NameLexicon(known), new NameWeights(hashes, weights, scale), transitions, calibration);
    }

    /// <summary>Writes a file that <see cref="Read"/> reads.</summary>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<uint, ushort>> words, uint[] features, sbyte[] weights, float scale, float[] transitions, float[] calibration)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(NameTags.Count);
        writer.Write(words.Count);
        writer.Write(features.Length);
        writer.Write(scale);
        foreach (var value in transitions)
            writer.Write(value);
        foreach (var value in calibration)
            writer.Write(value);
        foreach (var (hash, bits) in words)
        {
            writer.Write(hash);
            writer.Write(bits);
        }
        foreach (var feature in features)
            writer.Write(feature);
        writer.Write(MemoryMarshal.AsBytes(weights.AsSpan()));
    }

    private static float[] Floats(ReadOnlySpan<byte> file, ref int at, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++, at += sizeof(float))
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(file[at..]);
        return values;
    }

    private static NameModel Load()
    {
        using var stream = typeof(NameModel).Assembly.GetManifestResourceStream("names.bin") ?? throw new InvalidOperationException("The weights of the name detector are not in this assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Read(file);
    }
}
