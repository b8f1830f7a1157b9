using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>
/// The trained weights, as <c>attacks.bin</c> beside this file holds them: a version, then of each head four numbers and a byte
/// for each feature. <c>tests/SaaSGate.Benchmarks train-attacks</c> writes it.
/// </summary>
/// <param name="Prompt">Judges what a user says.</param>
/// <param name="Content">Judges a sentence or line of a content that nobody vouches for.</param>
internal sealed record AttackModel(AttackHead Prompt, AttackHead Content)
{
    private const int Version = 1, HeadNumbers = 4 * sizeof(float);

    /// <summary>The model that comes with the product.</summary>
    public static AttackModel Shipped { get; } = Read();

    /// <summary>Writes what <see cref="Shipped"/> reads.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, Version);
        bytes.Write(number);
        foreach (var head in (AttackHead[])[Prompt, Content])
        {
            foreach (var value in (float[])[head.Unit, head.Bias, head.Middle, head.Low])
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, value);
                bytes.Write(number);
            }
            bytes.Write(MemoryMarshal.AsBytes(head.Weights.AsSpan()));
        }
        return bytes.ToArray();
    }

    private static AttackModel Read()
    {
        using var resource = typeof(AttackModel).Assembly.GetManifestResourceStream("attacks.bin") ?? throw new InvalidOperationException("The model of attacks is missing.");
        var bytes = new byte[sizeof(int) + (2 * (HeadNumbers + AttackFeatures.Count))];
        resource.ReadExactly(bytes);
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes) != Version || resource.ReadByte() >= 0)
            throw new InvalidOperationException("The model of attacks is of another version. Train it again.");
        return new AttackModel(ReadHead(bytes.AsSpan(sizeof(int))), ReadHead(bytes.AsSpan(sizeof(int) + HeadNumbers + AttackFeatures.Count)));
    }

    private static AttackHead ReadHead(ReadOnlySpan<byte> bytes)
    {
        var weights = new sbyte[AttackFeatures.Count];
        MemoryMarshal.Cast<byte, sbyte>(bytes.Slice(HeadNumbers, weights.Length)).CopyTo(weights);
        return new AttackHead(weights, Number(bytes, 0), Number(bytes, 1), Number(bytes, 2), Number(bytes, 3));
    }

    private static float Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * sizeof(float))..]);
}
