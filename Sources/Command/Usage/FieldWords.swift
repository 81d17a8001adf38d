/// What users of other tools call what linmil has: TRIDENT, CLAM, STAMP, matplotlib, QuPath and PyTorch scripts.
///
/// Words stand without dashes, underscores and capitals, so `--ckpt_path`, `--ckpt-path` and `--ckptPath` are one.
enum FieldWords {
    /// Stands for what is given without an option.
    static let argument = "<argument>"

    /// What an unknown option can mean, the first that the subcommand has. `output=file` is `--output` where it names a file.
    static let options: [String: [String]] = table([
        // Files
        "model": "m checkpoint checkpoints checkpointpath ckpt ckptpath ckpts weights weightspath pretrained statedict "
            + "modelpath modelfile milmodel pt",
        "features <argument>":
            "feats featurespath featurepath featuresdir featuredir featsdir featspath embeddings embedding",
        "<argument>":
            "i features input inputs inputfile inputpath inputdir inputfolder h5 h5file h5path h5dir datadir filename "
            + "files list csv slidelist wsilist processlist customlistofwsis slidetable cohort folder dir",
        "slide slides": "slide slides wsi wsis wsipath wsifile wsidir slidepath slidefile slidedir slidesdir svs",
        "thumbnail thumbnails": "thumbnail thumbnails thumb thumbs thumbpath thumbnailpath thumbnaildir thumbnailsdir "
            + "thumbdir overview underlay lowres image images imagepath imagedir picture",
        "coords": "coordinates coordinate coordspath coordsdir coordsfile coordinatesfile patches patchdir patchesdir "
            + "patchespath positions locations",
        "output":
            "out o outfile outpath outdir outfolder outputdir outputpath outputfile outputfolder outputroot save saveto "
            + "savepath savedir savefile saveexpcode dest destination jobdir resultsdir resultdir export result results",
        "only": "roi rois annotation annotations geojson region regions include mask tissuemask inside within useroi",
        "without": "exclude exclusion ignore artifacts outside skipregions",
        "convert": "tosafetensors safetensors",
        "map": "scores scoremap heatmap attentionmap",
        "plot": "figure fig curve curves",
        // Tiles and slide
        "tile-size":
            "patchsize tilesizepx tilesizeum tilepx tileum tilewidth patchwidth patchsizelevel0 patchsizel0 size0 side",
        "slide-size": "dimensions dims wsisize slidedimensions imagesize level0size level0dimensions shape",
        "mpp":
            "resolution pixelsize pixelwidth pixelwidthmicrons pixelsizeum pixelsizemicrons micronsperpixel umperpx umpx "
            + "mppx slidempp defaultslidempp defaultmpp magnification mag targetmag objectivepower",
        "coords-scale":
            "scale coordscale coordinatescale coordinatesscale scalefactor downsample downsamplefactor customdownsample",
        // Model and scores
        "prefix": "key statedictkey modelkey ema",
        "activation": "act activationfunction nonlinearity",
        "classes": "classnames labels labelnames categories",
        "class": "target classname classindex classidx classid targetclass targetclassidx label labelindex clsidx",
        "precision": "dtype bf16 bfloat16 fp16 half amp mixedprecision",
        "jobs threads": "j jobs njobs workers nworkers numworkers maxworkers processes nprocesses parallel",
        "threads": "nthreads numthreads cpus cores ncpus ncores",
        "memory": "ram mem maxmemory memorylimit",
        "score": "attention attentiontype scoretype scoring method kind explain explainer explanation attribution",
        "block": "layer layerindex blockindex transformerlayer",
        "head": "heads headindex attentionhead",
        "across": "ensemble aggregate aggregation uncertainty disagreement",
        "evaluate": "faithfulness measure eval",
        "seeds": "seed nseeds repeats",
        "columns": "cols scorecolumn column scorekey",
        // Colours and drawing
        "colormap": "cmap colourmap colors colours color colour lut palette colormapname colormapper",
        "alpha": "opacity transparency overlayalpha overlayopacity blend",
        "normalize":
            "norm normalise normalization normalisation normalizescores scaling percentile percentiles ranks convertpercentiles",
        "range": "vmin vmax vrange clim climits limits colorrange colourrange displayrange min max minmax",
        "style": "smooth smoothing sigma blur interpolation gaussian kind kernel",
        "threshold": "thresh cutoff binarize binarythresh minscore minvalue scorethreshold",
        "top": "toppercent toppercentage topfraction topn toptile strongest",
        "top-tiles":
            "topk bottomk k ntiles ntoptiles numtoptiles numtoppatches numtoppatchestosave toppatches tiles patchesn "
            + "nsamples samples examples savetiles contactsheet montage gallery",
        "outline": "contour contours border borders edge edges boundary level levels",
        "outline-color": "linecolor linecolour contourcolor contourcolour edgecolor edgecolour outlinecolour",
        "outline-area": "minarea minimumarea minsize minislands minimumislands areathreshold",
        "outline-width": "linewidth linewidths strokewidth contourwidth thickness linethickness",
        "compatible": "trident clam compat likeclam liketrident",
        "background":
            "bg bgcolor backgroundcolor backgroundcolour facecolor canvas blankcanvas ground transparent overlayonly",
        "max-side": "vislevel visualizationlevel vismag level maxsize maxdim maxdimension maxwidth maxpixels maxpx "
            + "thumbnailsize thumbsize longestside longside picturesize px",
        "legend": "colorbar colourbar cbar scalebar showlegend drawlegend showcolorbar",
        "panels": "sidebyside triptych grid subplots comparison panel",
        "spread": "mindistance distance nms minspacing spacing",
        "width": "figsize figwidth figurewidth widthmm",
        "max-height": "height figheight figureheight heightmm",
        "dpi": "ppi resolutiondpi savedpi dotsperinch",
        "no-header": "noheader notitle hidetitle hideheader",
        "name title": "title name slidename slideid caption suptitle",
        // Running
        "retries": "retry attempts maxretries",
        "timeout": "maxtime timelimit",
        "force": "overwrite redo recompute clobber noskip forcerun",
        "shard": "part chunk split arrayindex slice",
        "merge": "combine mergetables join",
        "stall-timeout": "stall watchdog",
        "quiet": "silent noprogress q s noverbose",
        "json": "jsonl printjson asjson",
        "format output=file": "format filetype type outputformat fmt ext extension saveext",
        "linked": "external noembed separate",
        "version": "v",
    ])

    /// What an unknown subcommand can mean.
    static let subcommands: [String: String] = table([
        "render":
            "draw heatmap heatmaps overlay overlays plot visualize visualise visualization map paint createheatmap "
            + "createheatmaps drawheatmap figure picture show",
        "score": "attention predict prediction infer inference run forward export scores classify",
        "evaluate": "eval faithfulness measure validate sanity deletion insertion metrics",
        "cohort": "batch folder slides run-batch runbatch runbatchofslides many all dataset project",
        "report": "html page web site dashboard summary gallery view viewer",
        "inspect": "info describe ls dump h5ls h5dump cat head look stat convert",
        "doctor": "check diagnose selftest verify health env environment setup version about",
    ]).mapValues { $0[0] }

    /// A word without dashes, underscores and capitals.
    static func key(_ word: String) -> String {
        word.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// Turns `what is meant: other words` into a dictionary by the other words.
    private static func table(_ meanings: KeyValuePairs<String, String>) -> [String: [String]] {
        var table: [String: [String]] = [:]
        for (meant, words) in meanings {
            let meant = meant.split(separator: " ").map(String.init)
            for word in words.split(separator: " ") { table[key(String(word)), default: []] += meant }
        }
        return table
    }
}
