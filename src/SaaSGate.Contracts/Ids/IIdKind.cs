namespace SaaSGate.Contracts.Ids;

/// <summary>A kind of thing that has an id; the type argument of <see cref="Id{TKind}"/>.</summary>
public interface IIdKind
{
    /// <summary>Three lower-case letters that open every id of this kind, without the underscore.</summary>
    static abstract string Prefix { get; }
}
