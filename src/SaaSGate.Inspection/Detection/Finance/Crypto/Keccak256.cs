using System.Buffers.Binary;
using System.Numerics;

namespace SaaSGate.Inspection.Detection.Finance.Crypto;

/// <summary>Keccak-256 as Ethereum has it: the sponge of SHA-3 before a standard changed its padding. For messages of one block.</summary>
internal static class Keccak256
{
    /// <summary>Longest message, in bytes.</summary>
    public const int MaxLength = Rate - 1;

    public const int HashLength = 32;

    private const int Rate = 136, Lanes = 25, Side = 5;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <param name="message">At most <see cref="MaxLength"/> bytes.</param>
    /// <param name="hash"><see cref="HashLength"/> bytes.</param>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<byte> block = stackalloc byte[Rate];
        block.Clear();
        message.CopyTo(block);
        block[message.Length] ^= 0x01;
        block[^1] ^= 0x80;
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        for (var lane = 0; lane < Rate / sizeof(ulong); lane++)
            state[lane] = BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * sizeof(ulong))..]);
        foreach (var constant in RoundConstants)
            Round(state, constant);
        for (var lane = 0; lane < HashLength / sizeof(ulong); lane++)
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(lane * sizeof(ulong))..], state[lane]);
    }

    private static void Round(Span<ulong> state, ulong constant)
    {
        Span<ulong> row = stackalloc ulong[Side];
        // Theta: each column takes in the parity of its neighbours.
        for (var x = 0; x < Side; x++)
            row[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        for (var lane = 0; lane < Lanes; lane++)
            state[lane] ^= row[(lane + 4) % Side] ^ BitOperations.RotateLeft(row[(lane + 1) % Side], 1);
        // Rho and pi: lanes turn by triangular numbers and change places.
        var (from, at, turned) = (1, 0, state[1]);
        for (var step = 1; step < Lanes; step++)
        {
            var (x, y) = (from % Side, from / Side);
            at = y + (Side * (((2 * x) + (3 * y)) % Side));
            (turned, state[at]) = (state[at], BitOperations.RotateLeft(turned, step * (step + 1) / 2 % 64));
            from = at;
        }
        // Chi: the only step that is not linear.
        for (var y = 0; y < Lanes; y += Side)
        {
            state.Slice(y, Side).CopyTo(row);
            for (var x = 0; x < Side; x++)
                state[y + x] = row[x] ^ (~row[(x + 1) % Side] & row[(x + 2) % Side]);
        }
        state[0] ^= constant;
    }
}
