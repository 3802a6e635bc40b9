extern int cort_placeholder;
