using Npgsql;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace SaaSGate.Postgres.Search;

#pragma warning disable NPG9001 // how Npgsql's own plugins add types

/// <summary>Sends <see cref="SearchVector"/> as PostgreSQL's tsvector.</summary>
internal sealed class SearchVectorTypes : PgTypeInfoResolverFactory
{
    private const string TypeName = "pg_catalog.tsvector";

    public static void AddTo(NpgsqlDataSourceBuilder builder) => builder.AddTypeInfoResolverFactory(new SearchVectorTypes());

    public override IPgTypeInfoResolver CreateResolver() => new Resolver(Mappings(arrays: false));

    public override IPgTypeInfoResolver CreateArrayResolver() => new Resolver(Mappings(arrays: true));

    private static TypeInfoMappingCollection Mappings(bool arrays)
    {
        var mappings = new TypeInfoMappingCollection();
        mappings.AddType<SearchVector>(TypeName, (options, mapping, _) => mapping.CreateInfo(options, new Converter()));
        if (arrays)
            mappings.AddArrayType<SearchVector>(TypeName);
        return mappings;
    }

    private sealed class Resolver(TypeInfoMappingCollection mappings) : IPgTypeInfoResolver
    {
        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) => mappings.Find(type, dataTypeName, options);
    }

    private sealed class Converter : PgStreamingConverter<SearchVector>
    {
        public override Size GetSize(SizeContext context, SearchVector value, ref object? writeState) => value.Bytes.Length;

        public override void Write(PgWriter writer, SearchVector value) => writer.WriteBytes(value.Bytes.Span);

        public override ValueTask WriteAsync(PgWriter writer, SearchVector value, CancellationToken cancellationToken = default) =>
            writer.WriteBytesAsync(value.Bytes, cancellationToken);

        public override SearchVector Read(PgReader reader) => throw new NotSupportedException("Search vectors are written, and searched by PostgreSQL: none is read.");

        public override ValueTask<SearchVector> ReadAsync(PgReader reader, CancellationToken cancellationToken = default) => throw new NotSupportedException("Search vectors are written, and searched by PostgreSQL: none is read.");
    }
}
