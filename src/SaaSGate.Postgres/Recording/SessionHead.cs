namespace SaaSGate.Postgres.Recording;

/// <summary>A session's row, locked: where its chain ends.</summary>
/// <param name="Id">The session.</param>
/// <param name="SkillId">The skill that runs it.</param>
/// <param name="ChainSequence">Links so far.</param>
/// <param name="ChainHead">The last one; null when there is none.</param>
/// <param name="Blocks">Blocks that it was given so far.</param>
/// <param name="IsEmptied">Nothing was left of it: all that it had was deleted.</param>
internal sealed record SessionHead(string Id, string SkillId, long ChainSequence, byte[]? ChainHead, int Blocks, bool IsEmptied);
